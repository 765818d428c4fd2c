function Add-GlmProxyVariable {
    # Gives a child's environment the proxy that Windows uses, where no variable names one: Python and uv know variables only,
    # and neither the script that a company hands out nor the machine's setting that SYSTEM has. Asked once for each process.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [hashtable] $Environment)
    if (@($Environment.Keys | Where-Object { $_ -match '^(https?|all)_proxy$' -and $Environment[$_] }).Count) { return }
    if ($null -eq $script:GlmProxy) {
        # Any address outside tells what is asked for: the first of the index that PyTorch's wheels come from.
        $script:GlmProxy = @{ Found = Get-GlmProxy -Address 'https://download.pytorch.org/' }
        if ($script:GlmProxy.Found) { Write-GlmLog -Message "Proxy $($script:GlmProxy.Found.Shown), $($script:GlmProxy.Found.Source)." }
    }
    if ($null -eq $script:GlmProxy.Found) { return }
    $Environment['HTTP_PROXY'] = $script:GlmProxy.Found.Address
    $Environment['HTTPS_PROXY'] = $script:GlmProxy.Found.Address
    if (-not $Environment['NO_PROXY']) { $Environment['NO_PROXY'] = 'localhost,127.0.0.1,::1' }
}
