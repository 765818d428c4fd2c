function Test-GlmRootNeed {
    # conda and several native libraries fail below a folder with letters outside ASCII, and package files below a long
    # one pass 260 characters. 100 leaves 160 for the deepest file of the locked packages.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Root,
        [Parameter(Mandatory)] [object] $Facts
    )
    $long = [bool] (Get-GlmValue -InputObject $Facts -Path 'long_paths.enabled' -Default $false)
    $limit = 100
    $status = 'pass'
    $errorId = $null
    if ($Root -match '[^\x20-\x7E]') { $status = 'fail'; $errorId = 'root-not-ascii' }
    elseif ($Root.Length -gt $limit -and -not $long) { $status = 'fail'; $errorId = 'root-too-long' }
    elseif ($Root -match '[%!^&;]') { $status = 'fail'; $errorId = 'root-unsafe-characters' }
    $proposal = (Get-GlmRootProposal)
    New-GlmNeed -Id 'root' -Name 'Root folder' -Status $status -Observed "'$Root' ($($Root.Length) characters)" -Required "ASCII without % ! ^ & ;, at most $limit characters unless long paths are on" `
        -Evidence (New-GlmEvidence -Tool 'argument' -Key '-Root' -Raw $Root) -Remedy "Use a short ASCII folder, for example -Root $proposal." `
        -Verdict @{ ErrorId = $errorId; Blocking = ($status -eq 'fail') }
}
