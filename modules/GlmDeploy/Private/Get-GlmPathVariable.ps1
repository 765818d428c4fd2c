function Get-GlmPathVariable {
    # The variables by which Windows will expand a stored PATH, whatever this process was started with. 'fixed' are those that
    # Windows itself sets and nobody stored otherwise: only by them two entries are certainly one folder. 'all' has what is
    # stored beside. A machine's PATH knows no user. A value of kind REG_SZ is never expanded, hence both are empty.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [AllowNull()] [object] $Kind,
        [Parameter(Mandatory)] [ValidateSet('User', 'Machine')] [string] $Scope
    )
    $fixed = @{}
    $all = @{}
    if ($Kind -ne 2) { return [pscustomobject]@{ fixed = $fixed; all = $all } }
    $folders = @{ SystemRoot = 'Windows'; windir = 'Windows'; 'ProgramFiles(x86)' = 'ProgramFilesX86'; ProgramData = 'CommonApplicationData' }
    # A 32-bit host is told the other folder.
    if ([Environment]::Is64BitProcess) { $folders['ProgramFiles'] = 'ProgramFiles' }
    if ($Scope -eq 'User') { $folders += @{ USERPROFILE = 'UserProfile'; APPDATA = 'ApplicationData'; LOCALAPPDATA = 'LocalApplicationData' } }
    foreach ($name in $folders.Keys) {
        $folder = [Environment]::GetFolderPath($folders[$name])
        if ($folder) { $fixed[$name] = $folder }
    }
    $fixed['SystemDrive'] = ([string] $fixed['SystemRoot']).Substring(0, 2)
    foreach ($name in $fixed.Keys) { $all[$name] = $fixed[$name] }
    foreach ($one in $(if ($Scope -eq 'User') { 'Machine', 'User' } else { 'Machine' })) {
        $at = Resolve-GlmPathLocation -Scope $one
        $key = Open-GlmRegistryKey -Hive $at.hive -Key $at.key
        if ($null -eq $key) { continue }
        try {
            foreach ($name in $key.GetValueNames()) {
                $value = Expand-GlmPathEntry -Entry ([string] $key.GetValue($name, '', 'DoNotExpandEnvironmentNames')) -Variable $(if ($key.GetValueKind($name) -eq 'ExpandString') { $all } else { @{} })
                # The old PATH is no part of itself.
                if (-not $name -or -not $value -or $name -eq 'Path') { continue }
                if ($fixed.ContainsKey($name) -and $fixed[$name] -ne $value) { $fixed.Remove($name) }
                $all[$name] = $value
            }
        }
        finally { $key.Dispose() }
    }
    return [pscustomobject]@{ fixed = $fixed; all = $all }
}
