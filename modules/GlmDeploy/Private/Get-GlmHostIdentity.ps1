function Get-GlmHostIdentity {
    # S-1-5-18 is SYSTEM in every language of Windows, the account's name is not.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    try {
        $principal = New-Object System.Security.Principal.WindowsPrincipal $identity
        return [pscustomobject]@{
            user     = $identity.Name
            sid      = $identity.User.Value
            system   = ($identity.User.Value -eq 'S-1-5-18')
            elevated = $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
            source   = 'WindowsIdentity'
        }
    }
    finally {
        $identity.Dispose()
    }
}
