function Test-GlmPathOrder {
    # Whether the entries of -Order that still stand in -Entry stand there in its order, whatever came between them.
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Entry,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Order
    )
    $count = Get-GlmPathCount -Entry $Entry
    $place = 0
    foreach ($one in $Order) {
        if (-not $count.ContainsKey($one) -or $count[$one] -lt 1) { continue }
        $count[$one]--
        $found = [array]::IndexOf($Entry, $one, $place)
        if ($found -lt 0) { return $false }
        $place = $found + 1
    }
    return $true
}
