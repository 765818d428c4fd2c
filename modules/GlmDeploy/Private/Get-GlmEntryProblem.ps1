function Get-GlmEntryProblem {
    # What is missing of a deployment that current.json names, in words; nothing where its records are all there.
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [object] $Entry)
    $folders = @(@(Get-GlmValue $Entry 'artefacts' @()) | ForEach-Object { Get-GlmValue $_ 'path' }) + @(Get-GlmValue $Entry 'smoke')
    foreach ($folder in $folders) {
        if (-not $folder) { return 'its entry in current.json is damaged' }
        if (-not [System.IO.File]::Exists([System.IO.Path]::Combine($folder, 'artifact.json'))) { return "$folder is gone or has no record" }
    }
    $environment = [string] (Get-GlmValue $Entry 'environment' '')
    if (-not $environment -or -not [System.IO.File]::Exists([System.IO.Path]::Combine($environment, 'environment.json'))) { return "the environment $environment is gone or was never finished" }
}
