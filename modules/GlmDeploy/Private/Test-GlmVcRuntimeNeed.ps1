function Test-GlmVcRuntimeNeed {
    # torch 2.9 and newer need msvcp140.dll 14.40 (an older one fails in c10.dll with error 1114). A conda environment
    # brings its own copy, so this advises and does not block.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Facts)
    $version = [string] (Get-GlmValue -InputObject $Facts -Path 'vc_runtime.version' -Default '')
    $path = [string] (Get-GlmValue -InputObject $Facts -Path 'vc_runtime.path' -Default '')
    $known = $version -match '^1\d\.'
    $status = $(if (-not $known) { 'unknown' } elseif ((Compare-GlmVersion -Observed $version -Required '14.40') -lt 0) { 'fail' } else { 'pass' })
    New-GlmNeed -Id 'vc-runtime' -Name 'Visual C++ run-time' -Status $status -Observed $(if ($version) { "msvcp140.dll $version" } else { 'not found' }) -Required '14.40 or newer (virtual environments only)' `
        -Evidence (New-GlmEvidence -Tool 'file version' -Key $path -Raw $version) -Remedy 'Install the current Microsoft Visual C++ 2015-2022 Redistributable (x64).' -Verdict @{ ErrorId = 'vc-runtime-old'; Blocking = $false }
}
