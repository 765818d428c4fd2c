function Get-GlmRunningInstaller {
    # Windows Installer holds the mutex Global\_MSIExecute exactly while it changes the machine (msiexec.exe alone may
    # idle for ten minutes afterwards). NVIDIA's setup is a bootstrapper that is known by its processes' names; the one that it
    # unpacks is called setup as any other, so where it lies and what lies beside it tell.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $mutex = $null
    try {
        if ([System.Threading.Mutex]::TryOpenExisting('Global\_MSIExecute', [ref] $mutex)) {
            $mutex.Dispose()
            [pscustomobject]@{ name = 'Windows Installer'; evidence = 'mutex Global\_MSIExecute exists' }
        }
    }
    catch [System.UnauthorizedAccessException] {
        # It exists, but belongs to somebody whose objects we may not open: an installation runs all the same.
        [pscustomobject]@{ name = 'Windows Installer'; evidence = 'mutex Global\_MSIExecute exists (access denied)' }
    }
    foreach ($process in [System.Diagnostics.Process]::GetProcesses()) {
        try {
            $name = $process.ProcessName
            if ($name -match '^(?i)(nvidia.*(setup|install|update)|nvinstaller|drvinst|\d{3}\.\d{2}-.*(desktop|notebook).*)$') {
                [pscustomobject]@{ name = 'driver installation'; evidence = "process $name ($($process.Id))" }
            }
            elseif ($name -eq 'setup') {
                $path = [string] (Get-GlmProcessPath -Id $process.Id)
                if ($path -match '\\NVIDIA\\DisplayDriver\\' -or ($path -and [System.IO.Directory]::Exists($path.Substring(0, $path.LastIndexOf([char] '\') + 1) + 'Display.Driver'))) {
                    [pscustomobject]@{ name = 'driver installation'; evidence = "process $name ($($process.Id)), $path" }
                }
            }
        }
        catch [System.InvalidOperationException] {
            Write-Verbose 'A process ended while it was looked at.'
        }
        finally {
            $process.Dispose()
        }
    }
}
