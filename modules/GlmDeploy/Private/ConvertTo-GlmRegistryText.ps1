function ConvertTo-GlmRegistryText {
    # The bytes of a text value with its closing zero.
    [CmdletBinding()]
    [OutputType([byte[]])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $characters = ($Text + [char] 0).ToCharArray()
    $bytes = New-Object byte[] ($characters.Length * 2)
    [Buffer]::BlockCopy($characters, 0, $bytes, 0, $bytes.Length)
    return , $bytes
}
