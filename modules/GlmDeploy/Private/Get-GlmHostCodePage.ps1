function Get-GlmHostCodePage {
    # ANSI: how 5.1 reads scripts without a BOM; OEM: how old console tools write. 65001 is the UTF-8 setting.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $native = Get-GlmNative
    return [pscustomobject]@{ ansi = $native::GetACP(); oem = $native::GetOEMCP(); source = 'GetACP, GetOEMCP' }
}
