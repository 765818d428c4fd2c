function Test-GlmRootNeed {
    # Whether a folder can be the root. conda and several native libraries fail below a folder with letters outside ASCII, and
    # package files below a long one pass 260 characters: 100 leaves 160 for the deepest file of the locked packages. Whether
    # it may be written to is seen when its lock is taken.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Root,
        [Parameter(Mandatory)] [object] $Facts
    )
    $long = [bool] (Get-GlmValue -InputObject $Facts -Path 'long_paths.enabled' -Default $false)
    $limit = 100
    $errorId = $null
    $observed = "'$Root' ($($Root.Length) characters)"
    $required = "ASCII without % ! ^ & ; and the like, at most $limit characters unless long paths are on"
    $drive = [regex]::Match($Root, '^[A-Za-z]:\\').Value
    if ($Root -match '[^\x20-\x7E]') { $errorId = 'root-not-ascii' }
    elseif ($Root.Length -gt $limit -and -not $long) { $errorId = 'root-too-long' }
    elseif ($Root -match '[%!^&;<>"|?*]' -or $Root -match '\\(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.[^\\]*)?(\\|$)') { $errorId = 'root-unsafe-characters' }
    elseif ($Root.StartsWith('\\', [StringComparison]::Ordinal)) { $errorId = 'root-on-share'; $required = 'a folder on a drive of this machine' }
    elseif ($drive -and -not [System.IO.Directory]::Exists($drive)) {
        $errorId = 'root-not-writable'
        $observed = "there is no drive $drive"
        $required = 'a drive of this machine'
    }
    elseif ([System.IO.File]::Exists($Root)) {
        $errorId = 'root-not-writable'
        $observed = "$Root is a file"
        $required = 'a folder, or a name that is free'
    }
    $status = $(if ($errorId) { 'fail' } else { 'pass' })
    New-GlmNeed -Id 'root' -Name 'Root folder' -Status $status -Observed $observed -Required $required `
        -Evidence (New-GlmEvidence -Tool 'argument' -Key '-Root' -Raw $Root) -Remedy "Use a short ASCII folder, for example -Root $(Get-GlmRootProposal)." `
        -Verdict @{ ErrorId = $errorId; Blocking = ($status -eq 'fail') }
}
