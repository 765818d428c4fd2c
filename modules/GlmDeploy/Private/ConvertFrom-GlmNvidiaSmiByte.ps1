function ConvertFrom-GlmNvidiaSmiByte {
    # Text from what the tool wrote: UTF-16 with or without a mark (a redirect by Windows PowerShell makes that), UTF-8
    # with a mark, else UTF-8 where bytes that are none become '?': every name and number that we need is ASCII.
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [AllowEmptyCollection()] [byte[]] $Bytes)
    if ($null -eq $Bytes -or $Bytes.Length -eq 0) { return '' }
    $sample = [Math]::Min($Bytes.Length, 400)
    $odd = 0
    $even = 0
    for ($i = 0; $i -lt $sample; $i++) { if ($Bytes[$i] -eq 0) { if ($i % 2) { $odd++ } else { $even++ } } }
    $encoding = [System.Text.Encoding]::UTF8
    if (($Bytes.Length -ge 2 -and $Bytes[0] -eq 0xFF -and $Bytes[1] -eq 0xFE) -or $odd -gt $sample / 4) { $encoding = [System.Text.Encoding]::Unicode }
    elseif (($Bytes.Length -ge 2 -and $Bytes[0] -eq 0xFE -and $Bytes[1] -eq 0xFF) -or $even -gt $sample / 4) { $encoding = [System.Text.Encoding]::BigEndianUnicode }
    return $encoding.GetString($Bytes).TrimStart([char] 0xFEFF).Replace("`0", '')
}
