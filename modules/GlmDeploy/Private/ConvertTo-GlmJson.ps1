function ConvertTo-GlmJson {
    # The one way JSON leaves the host half: full depth, and ASCII, so that no console code page can spoil it.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $InputObject,
        [switch] $Compress
    )
    $text = ConvertTo-Json -InputObject $InputObject -Depth 20 -Compress:$Compress
    return [regex]::Replace($text, '[^\x00-\x7e]', { param($match) '\u{0:x4}' -f [int] $match.Value[0] })
}
