function Open-GlmRegistryKey {
    # Opens a key of the 64-bit view (a 32-bit host reads the same values), or answers $null where it does not exist.
    # .NET and not the registry provider: raw values, value kinds, and a tenth of the provider's time.
    [CmdletBinding()]
    [OutputType([Microsoft.Win32.RegistryKey])]
    param(
        [Parameter(Mandatory)] [ValidateSet('LocalMachine', 'CurrentUser', 'Users')] [string] $Hive,
        [Parameter(Mandatory)] [string] $Key,
        [switch] $Writable
    )
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive] $Hive, [Microsoft.Win32.RegistryView]::Registry64)
    try {
        return $base.OpenSubKey($Key, [bool] $Writable)
    }
    finally {
        $base.Dispose()
    }
}
