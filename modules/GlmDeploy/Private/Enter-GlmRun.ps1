function Enter-GlmRun {
    # One run at a time: a mutex of the machine, then the file run.lock of the root, which the launcher without
    # PowerShell takes too. Windows gives both back when their holder dies. Busy -> run-busy, exit code 1618. A part of a run
    # that holds the root already gets $null: it has nothing of its own to give back.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [string] $MutexName = 'Global\DeployGLM.Run'
    )
    if ($script:GlmHeldRoot -eq $Root) { return }
    $owned = $false
    $mutex = $null
    try {
        $mutex = New-Object System.Threading.Mutex $false, $MutexName
        try { $owned = $mutex.WaitOne(0) }
        catch [System.Threading.AbandonedMutexException] { $owned = $true }   # its holder died; it is ours now
    }
    catch [System.UnauthorizedAccessException] {
        Write-Verbose "The mutex $MutexName belongs to another user."
    }
    if (-not $owned) {
        if ($mutex) { $mutex.Dispose() }
        throw (New-GlmErrorRecord -Id 'run-busy' -Message 'Another run of Deploy-GLM is at work on this machine.' -Target $MutexName)
    }
    $path = [System.IO.Path]::Combine($Root, 'run.lock')
    try {
        [void] [System.IO.Directory]::CreateDirectory($Root)
        $file = New-Object System.IO.FileStream $path, 'OpenOrCreate', 'ReadWrite', 'None'
    }
    catch {
        $cause = $_.Exception.GetBaseException()
        $mutex.ReleaseMutex()
        $mutex.Dispose()
        # 32 and 33: somebody has the file open, or a part of it locked.
        if ($cause -is [System.IO.IOException] -and ($cause.HResult -band 0xFFFF) -in 32, 33) {
            throw (New-GlmErrorRecord -Id 'run-busy' -Message "Another run holds $path." -Target $path)
        }
        throw (New-GlmErrorRecord -Id (Get-GlmExceptionId -Exception $cause).Replace('internal', 'root-not-writable') -Message "The root $Root cannot be used: $($cause.Message)" -Target $Root)
    }
    $script:GlmHeldRoot = $Root
    return [pscustomobject]@{ Mutex = $mutex; File = $file }
}
