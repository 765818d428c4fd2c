function ConvertFrom-GlmRegistryText {
    # The text of a REG_SZ or REG_EXPAND_SZ value, or $null where it is none that can be edited: another kind, half a
    # character, or a zero inside (Windows would show only what stands before it).
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [int] $Kind,
        [AllowEmptyCollection()] [byte[]] $Bytes
    )
    if ($Kind -notin 1, 2 -or $Bytes.Length % 2) { return $null }
    # Character by character: an encoding would replace half a surrogate pair.
    $characters = New-Object char[] ($Bytes.Length / 2)
    [Buffer]::BlockCopy($Bytes, 0, $characters, 0, $Bytes.Length)
    $length = $characters.Length
    if ($length -and $characters[$length - 1] -eq [char] 0) { $length-- }
    $text = New-Object string ($characters, 0, $length)
    if ($text.IndexOf([char] 0) -ge 0) { return $null }
    return $text
}
