function Test-GlmElevated {
    # Whether this process has an administrator's rights; SYSTEM has them.
    [CmdletBinding()]
    [OutputType([bool])]
    param()
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    try { return (New-Object System.Security.Principal.WindowsPrincipal $identity).IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator) }
    finally { $identity.Dispose() }
}
