function Exit-GlmRun {
    # Gives back what Enter-GlmRun took; $null is fine.
    [CmdletBinding()]
    param([AllowNull()] [pscustomobject] $Run)
    if ($null -eq $Run) { return }
    $script:GlmHeldRoot = ''
    $Run.File.Dispose()
    try { $Run.Mutex.ReleaseMutex() }
    catch [System.ApplicationException] { Write-Verbose 'The mutex was taken on another thread; closing it gives it back.' }
    $Run.Mutex.Dispose()
}
