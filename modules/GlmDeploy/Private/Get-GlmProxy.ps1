function Get-GlmProxy {
    # The proxy for an address, resolved once for each host: what the environment says, else Windows' own setting (with its
    # script), else the machine's WinHTTP setting, which is all that SYSTEM has. Answers Address (with credentials, never to
    # be logged), Shown (without) and Source; nothing for a direct connection. Loopback never goes through a proxy.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Address,
        [System.Collections.IDictionary] $Environment = [System.Environment]::GetEnvironmentVariables(),
        [AllowNull()] [object] $System = [System.Net.WebRequest]::GetSystemWebProxy(),
        [AllowNull()] [byte[]] $WinHttp = (Get-GlmRegistryValue -Hive LocalMachine -Key 'SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections' -Name 'WinHttpSettings')
    )
    $uri = [uri] $Address
    if ($uri.IsLoopback -or $uri.Scheme -notin 'http', 'https') { return }
    $answer = { param($value, $source) [pscustomobject]@{ Address = $value; Shown = Hide-GlmSecret -Address $value; Source = $source } }
    $variables = @{}
    foreach ($name in $Environment.Keys) { $variables[([string] $name).ToLowerInvariant()] = [string] $Environment[$name] }
    if ($variables['no_proxy'] -and (Test-GlmProxyBypass -HostName $uri.Host -List ($variables['no_proxy'] -split '[,;\s]+'))) { return }
    foreach ($name in "$($uri.Scheme)_proxy", 'all_proxy') {
        if ($variables[$name]) { return & $answer $(if ($variables[$name] -match '://') { $variables[$name] } else { "http://$($variables[$name])" }) "environment variable $name" }
    }
    if ($null -ne $System) {
        $found = $System.GetProxy($uri)
        if ($null -ne $found -and $found -ne $uri) { return & $answer $found.AbsoluteUri.TrimEnd('/') 'proxy setting of Windows' }
    }
    # The blob: three numbers of four bytes (the third has bit 1 for a proxy), then length and text of proxy and bypass list.
    if ($null -eq $WinHttp -or $WinHttp.Length -lt 16 -or -not ($WinHttp[8] -band 2)) { return }
    $length = [BitConverter]::ToInt32($WinHttp, 12)
    if ($length -le 0 -or 16 + $length -gt $WinHttp.Length) { return }
    $text = [System.Text.Encoding]::ASCII.GetString($WinHttp, 16, $length)
    $bypass = ''
    $at = 16 + $length
    if ($at + 4 -le $WinHttp.Length) {
        $more = [BitConverter]::ToInt32($WinHttp, $at)
        if ($more -gt 0 -and $at + 4 + $more -le $WinHttp.Length) { $bypass = [System.Text.Encoding]::ASCII.GetString($WinHttp, $at + 4, $more) }
    }
    if (Test-GlmProxyBypass -HostName $uri.Host -List ($bypass -split '[;\s]+')) { return }
    # One proxy for everything, or one for each scheme: http=a:80;https=b:80.
    $chosen = @($text -split '[;\s]+' | Where-Object { $_ -match "^($($uri.Scheme)=|[^=]+$)" } | ForEach-Object { $_ -replace '^\w+=', '' })
    if ($chosen.Count -and $chosen[0]) { return & $answer $(if ($chosen[0] -match '://') { $chosen[0] } else { "http://$($chosen[0])" }) 'WinHTTP setting of the machine' }
}
