function Assert-GlmPathLength {
    # 32,767 characters is the limit of a variable; beyond 2,047 some programs see a cut PATH or none. A dry run throws
    # nothing: it warns and answers why the write would be refused.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [switch] $Force,
        [switch] $DryRun
    )
    $limit = $(if ($Force) { 32767 } else { 2047 })
    if ($Text.Length -le $limit) { return '' }
    $hint = $(if ($Text.Length -le 32767) { ' (-Force writes up to 32767)' } else { '' })
    $why = "The value would have $($Text.Length) characters, more than $limit$hint; nothing was written."
    if (-not $DryRun) { throw (New-GlmErrorRecord -Id 'path-too-long' -Message $why) }
    Write-Warning "This would be refused (path-too-long). $why"
    return "This would be refused (path-too-long). $why"
}
