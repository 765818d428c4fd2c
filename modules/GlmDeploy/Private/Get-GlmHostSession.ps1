function Get-GlmHostSession {
    # SM_REMOTESESSION (0x1000) is true in a remote desktop session. Session 0 is the services' one: no desktop there.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $native = Get-GlmNative
    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    try {
        $id = $process.SessionId
    }
    finally {
        $process.Dispose()
    }
    return [pscustomobject]@{
        id = $id; name = [Environment]::GetEnvironmentVariable('SESSIONNAME')
        remote = ($native::GetSystemMetrics(0x1000) -ne 0); interactive = [Environment]::UserInteractive
        source = 'GetSystemMetrics(SM_REMOTESESSION)'
    }
}
