function ConvertFrom-GlmNvidiaSmiNumber {
    # '24576 MiB' -> 24576, '8.6' -> 8.6. N/A, [Not Supported], ERR!, an empty field or anything else -> $null, never 0.
    [CmdletBinding()]
    [OutputType([double])]
    param([AllowNull()] [AllowEmptyString()] [string] $Text)
    if ($Text -notmatch '^\s*(\d{1,9}(?:\.\d{1,4})?)\s*(MiB|MB|GiB|W)?\s*$') { return $null }
    $number = [double]::Parse($Matches[1], [System.Globalization.CultureInfo]::InvariantCulture)
    # Old releases write MB for what they count in MiB.
    if ($Matches.ContainsKey(2) -and $Matches[2] -eq 'GiB') { $number *= 1024 }
    return $number
}
