function Get-GlmPromotionFault {
    # What keeps current.json from being the promoted deployment of a lock on this machine; nothing where it is.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Folder
    )
    $path = [System.IO.Path]::Combine($Root, 'current.json')
    if (-not [System.IO.File]::Exists($path)) { return 'nothing was promoted yet' }
    try { $current = ConvertFrom-Json ([System.IO.File]::ReadAllText($path)) }
    catch { return "current.json is damaged: $($_.Exception.Message)" }
    if ((Get-GlmValue $current 'profile') -ne $Lock.profile) { return "the profile '$(Get-GlmValue $current 'profile')' is promoted" }
    if ((Get-GlmValue $current 'environment') -ne $Folder) { 'another environment is promoted' }
    foreach ($artefact in @(Get-GlmValue $current 'artefacts' @())) {
        if (-not [System.IO.File]::Exists([System.IO.Path]::Combine([string] $artefact.path, 'artifact.json'))) { "the artefact $($artefact.name) is gone from $($artefact.path)" }
    }
    $seen = ConvertTo-GlmJson -InputObject (Get-GlmRequestFingerprint -Facts $null) -Compress
    $proved = ConvertTo-GlmJson -InputObject (Get-GlmValue $current 'fingerprint') -Compress
    if ($seen -ne $proved) { "driver or GPU changed since the smoke test: $proved, now $seen" }
}
