function Assert-GlmPathLength {
    # 32,767 characters is the limit of a variable; beyond 2,047 some programs see a cut PATH or none.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [switch] $Force
    )
    $limit = $(if ($Force) { 32767 } else { 2047 })
    if ($Text.Length -gt $limit) {
        $hint = $(if ($Text.Length -le 32767) { ' (-Force writes up to 32767)' } else { '' })
        throw (New-GlmErrorRecord -Id 'path-too-long' -Message "The value would have $($Text.Length) characters, more than $limit$hint; nothing was written.")
    }
}
