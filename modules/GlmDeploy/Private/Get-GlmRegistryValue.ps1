function Get-GlmRegistryValue {
    # One raw value (%names% unexpanded), or $null where key or value is missing or may not be read.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [ValidateSet('LocalMachine', 'CurrentUser', 'Users')] [string] $Hive,
        [Parameter(Mandatory)] [string] $Key,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Name
    )
    try {
        $opened = Open-GlmRegistryKey -Hive $Hive -Key $Key
    }
    catch {
        Write-Verbose "$Hive\$Key cannot be read: $($_.Exception.Message)"
        return $null
    }
    if ($null -eq $opened) { return $null }
    try {
        $value = $opened.GetValue($Name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
    }
    finally {
        $opened.Dispose()
    }
    if ($value -is [System.Array]) { return , $value }
    return $value
}
