function Get-GlmFingerprintChange {
    # What changed on the GPU side since the promoted deployment was proved, a sentence each; nothing where nothing did, or
    # where nothing is deployed.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [AllowNull()] [object] $Facts
    )
    $current = Read-GlmJsonFile -Path ([System.IO.Path]::Combine($Root, 'current.json'))
    if ((Get-GlmValue $current 'schema') -ne 1) { return }
    $recorded = Get-GlmValue $current 'fingerprint'
    if ($null -ne $recorded) { Add-Member -InputObject $recorded -NotePropertyName gpus -NotePropertyValue @(Get-GlmValue $current 'gpus' @()) -Force }
    $compared = Compare-GlmFingerprint -Recorded $recorded -Current (Get-GlmHostFingerprint -Facts $Facts)
    foreach ($change in $compared.Changes) { $change.Sentence }
}
