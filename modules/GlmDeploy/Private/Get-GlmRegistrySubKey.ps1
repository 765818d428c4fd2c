function Get-GlmRegistrySubKey {
    # The names of a key's children; empty where the key is missing or closed to us.
    [CmdletBinding()]
    [OutputType([string[]])]
    param(
        [Parameter(Mandatory)] [ValidateSet('LocalMachine', 'CurrentUser', 'Users')] [string] $Hive,
        [Parameter(Mandatory)] [string] $Key
    )
    try {
        $opened = Open-GlmRegistryKey -Hive $Hive -Key $Key
    }
    catch {
        Write-Verbose "$Hive\$Key cannot be read: $($_.Exception.Message)"
        return
    }
    if ($null -eq $opened) { return }
    try {
        $opened.GetSubKeyNames()
    }
    finally {
        $opened.Dispose()
    }
}
