function ConvertFrom-GlmDriverFileVersion {
    # Windows numbers NVIDIA's files w.x.y.z; the last five digits of y and z are the driver's number: 32.0.15.8129 -> 581.29.
    # Anything that does not look like that gives $null.
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [AllowEmptyString()] [string] $FileVersion)
    if ($FileVersion -notmatch '^\s*\d{1,2}[.,]\s*\d{1,2}[.,]\s*\d?(\d)[.,]\s*(\d{2})(\d{2})\s*$') { return $null }
    if ($Matches[1] -eq '0') { return $null }
    return '{0}{1}.{2}' -f $Matches[1], $Matches[2], $Matches[3]
}
