function Stop-GlmProcessTree {
    # Ends a process and all that it started: by closing its Job object, else with taskkill. A process that has ended
    # already is fine.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Ends only what Invoke-GlmProcess started.')]
    param(
        [Parameter(Mandatory)] [System.Diagnostics.Process] $Process,
        [Parameter(Mandatory)] [IntPtr] $Job
    )
    if ($Job -ne [IntPtr]::Zero) {
        [void] (Get-GlmJobNative)::CloseHandle($Job)
    }
    elseif (-not $Process.HasExited) {
        $tool = New-Object System.Diagnostics.ProcessStartInfo ([System.IO.Path]::Combine([System.Environment]::SystemDirectory, 'taskkill.exe'))
        $tool.Arguments = "/F /T /PID $($Process.Id)"
        $tool.UseShellExecute = $false
        $tool.CreateNoWindow = $true
        $killer = [System.Diagnostics.Process]::Start($tool)
        [void] $killer.WaitForExit(10000)
        $killer.Dispose()
    }
    if (-not $Process.WaitForExit(5000)) {
        try { $Process.Kill() }
        catch { Write-Verbose "Process $($Process.Id) had ended: $($_.Exception.Message)" }
        [void] $Process.WaitForExit(5000)
    }
}
