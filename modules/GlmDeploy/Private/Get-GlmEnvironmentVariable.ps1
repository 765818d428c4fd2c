function Get-GlmEnvironmentVariable {
    # A stored variable as the registry holds it: kind and bytes, %names% unexpanded. 'text' is set only where the bytes are
    # text of kind REG_SZ (1) or REG_EXPAND_SZ (2), without the closing zero if there is one.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Location)
    $result = [pscustomobject]@{ exists = $false; kind = $null; bytes = [byte[]] @(); text = $null }
    $key = Open-GlmRegistryKey -Hive $Location.hive -Key $Location.key
    if ($null -eq $key) { return $result }
    try {
        $native = Get-GlmNative
        $handle = $key.Handle.DangerousGetHandle()
        $kind = New-Object int[] 1
        $size = New-Object int[] 1
        # .NET would trim a closing zero and hide bytes behind it; the call itself answers what is stored.
        $code = $native::RegQueryValueExW($handle, $Location.name, [IntPtr]::Zero, $kind, $null, $size)
        if ($code -eq 2) { return $result }
        if ($code -ne 0) { throw (New-Object System.ComponentModel.Win32Exception $code) }
        $bytes = New-Object byte[] ([Math]::Max($size[0], 1))
        $code = $native::RegQueryValueExW($handle, $Location.name, [IntPtr]::Zero, $kind, $bytes, $size)
        if ($code -ne 0) { throw (New-Object System.ComponentModel.Win32Exception $code) }
        $exact = New-Object byte[] $size[0]
        [Array]::Copy($bytes, $exact, $size[0])
    }
    finally {
        $key.Dispose()
    }
    $result.exists = $true
    $result.kind = $kind[0]
    $result.bytes = $exact
    $result.text = ConvertFrom-GlmRegistryText -Kind $kind[0] -Bytes $exact
    return $result
}
