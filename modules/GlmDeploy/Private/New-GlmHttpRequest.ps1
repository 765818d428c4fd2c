function New-GlmHttpRequest {
    # A GET request with our manners: TLS 1.2 also on an old .NET, the proxy of the environment or of Windows, no
    # automatic decompression (hashes are of the bytes as sent), a range where something is there already.
    [CmdletBinding()]
    [OutputType([System.Net.HttpWebRequest])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object, changes no state.')]
    param(
        [Parameter(Mandatory)] [string] $Address,
        [long] $From = 0,
        [double] $LimitSeconds = 30
    )
    [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
    $request = [System.Net.HttpWebRequest] [System.Net.WebRequest]::Create($Address)
    $request.UserAgent = 'Deploy-GLM'
    $request.Timeout = [int] (1000 * $LimitSeconds)
    $request.ReadWriteTimeout = $request.Timeout
    $request.AllowAutoRedirect = $true
    $proxy = Get-GlmProxy -Address $Address
    if ($proxy) {
        $parts = ConvertFrom-GlmProxyAddress -Address $proxy.Address -Source $proxy.Source
        $request.Proxy = New-Object System.Net.WebProxy $parts.Address
        if ($parts.Credential) { $request.Proxy.Credentials = $parts.Credential } else { $request.Proxy.UseDefaultCredentials = $true }
    }
    if ($From -gt 0) { $request.AddRange($From) }
    $user = ([uri] $Address).UserInfo
    if ($user) {
        $pair = $user.Split([char[]] ':', 2)
        $password = ''
        if ($pair.Count -eq 2) { $password = [uri]::UnescapeDataString($pair[1]) }
        $request.Credentials = New-Object System.Net.NetworkCredential ([uri]::UnescapeDataString($pair[0])), $password
    }
    return $request
}
