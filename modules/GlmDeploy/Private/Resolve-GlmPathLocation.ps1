function Resolve-GlmPathLocation {
    # Where a scope's PATH lives in the registry. -RegistryPath names another key of the same shape (the tests' own).
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [ValidateSet('User', 'Machine')] [string] $Scope,
        [AllowNull()] [AllowEmptyString()] [string] $RegistryPath = ''
    )
    if ($RegistryPath) {
        if ($RegistryPath -notmatch '^(HKCU|HKLM):\\(.+)$') { throw (New-Object System.ArgumentException "'$RegistryPath' is no path below HKCU:\ or HKLM:\.") }
        $hive = $(if ($Matches[1] -eq 'HKCU') { 'CurrentUser' } else { 'LocalMachine' })
        return [pscustomobject]@{ scope = $Scope; hive = $hive; key = $Matches[2]; name = 'Path'; standard = $false }
    }
    if ($Scope -eq 'User') { return [pscustomobject]@{ scope = $Scope; hive = 'CurrentUser'; key = 'Environment'; name = 'Path'; standard = $true } }
    return [pscustomobject]@{ scope = $Scope; hive = 'LocalMachine'; key = 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'; name = 'Path'; standard = $true }
}
