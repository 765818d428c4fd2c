function ConvertFrom-GlmDriverFileVersion {
    # Windows numbers NVIDIA's files w.x.y.z; the last five digits of y and z are the driver's number: 32.0.15.8129 -> 581.29.
    # Anything that does not look like that gives $null.
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [AllowEmptyString()] [string] $FileVersion)
    if ($FileVersion -notmatch '^\s*\d{1,2}[.,]\s*\d{1,2}[.,]\s*\d?(\d)[.,]\s*(\d{1,4})\s*$') { return $null }
    if ($Matches[1] -eq '0') { return $null }
    # The registry writes numbers without leading zeros: 9.18.13.697 is 306.97.
    $last = $Matches[2].PadLeft(4, '0')
    return '{0}{1}.{2}' -f $Matches[1], $last.Substring(0, 2), $last.Substring(2)
}
