function Compare-GlmVersion {
    # -1, 0 or 1, by as many parts as the required version has: 581.29 satisfies the branch 580, 580.65.06 satisfies 580.65.
    # $null where either is not a dotted number: an unknown version is neither old nor new.
    [CmdletBinding()]
    [OutputType([int])]
    param(
        [AllowNull()] [AllowEmptyString()] [string] $Observed,
        [AllowNull()] [AllowEmptyString()] [string] $Required
    )
    $pattern = '^\d{1,9}(\.\d{1,9})*$'
    if ($Observed -notmatch $pattern -or $Required -notmatch $pattern) { return $null }
    $left = @($Observed.Split('.'))
    $right = @($Required.Split('.'))
    for ($i = 0; $i -lt $right.Count; $i++) {
        $have = $(if ($i -lt $left.Count) { [int] $left[$i] } else { 0 })
        if ($have -lt [int] $right[$i]) { return -1 }
        if ($have -gt [int] $right[$i]) { return 1 }
    }
    return 0
}
