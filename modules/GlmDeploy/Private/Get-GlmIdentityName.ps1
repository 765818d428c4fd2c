function Get-GlmIdentityName {
    # The names of this machine and its people, each with the mark that stands for it in a support bundle. Names that many
    # machines have in common tell nothing of anybody, and as words of the language they would spoil the text.
    [CmdletBinding()]
    [OutputType([hashtable])]
    param()
    $common = 'root', 'user', 'users', 'admin', 'administrator', 'system', 'guest', 'test', 'default', 'public', 'workgroup', 'localhost', 'windows', 'local'
    $names = @{}
    $add = {
        param($name, $mark)
        $name = "$name".Trim()
        # Two plain letters may be any word; two Chinese ones are a name.
        if (($name.Length -ge 3 -or $name -match '[^\x00-\x7f]') -and $common -notcontains $name -and -not $names.ContainsKey($name)) { $names[$name] = $mark }
    }
    foreach ($variable in 'USERNAME', 'USER', 'LOGNAME') { & $add ([Environment]::GetEnvironmentVariable($variable)) 'user' }
    & $add ([Environment]::UserName) 'user'
    foreach ($variable in 'COMPUTERNAME', 'HOSTNAME') { & $add ([Environment]::GetEnvironmentVariable($variable)) 'computer' }
    & $add ([Environment]::MachineName) 'computer'
    foreach ($variable in 'USERDOMAIN', 'USERDNSDOMAIN') { & $add ([Environment]::GetEnvironmentVariable($variable)) 'domain' }
    # The profile's folder may be named otherwise than its user.
    $profileFolder = [Environment]::GetFolderPath('UserProfile')
    if ($profileFolder) { & $add ([System.IO.Path]::GetFileName($profileFolder)) 'user' }
    return $names
}
