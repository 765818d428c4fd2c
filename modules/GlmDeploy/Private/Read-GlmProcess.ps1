function Read-GlmProcess {
    # Follows a started process to its end: stdout is collected as bytes, stderr as bytes or line by line. Fills Answer.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Diagnostics.Process] $Process,
        [Parameter(Mandatory)] [pscustomobject] $Answer,
        [Parameter(Mandatory)] [hashtable] $Limit,
        [AllowNull()] [scriptblock] $OnErrorLine,
        [Parameter(Mandatory)] [System.Diagnostics.Stopwatch] $Clock
    )
    $output = New-Object System.IO.MemoryStream
    $noise = New-Object System.IO.MemoryStream
    $reading = @($Process.StandardOutput.BaseStream.CopyToAsync($output))
    $lines = $null
    if ($OnErrorLine) { $lines = $Process.StandardError.ReadLineAsync() }
    else { $reading += $Process.StandardError.BaseStream.CopyToAsync($noise) }
    $late = { $Answer.TimedOut = $true; $Answer.Problem = "did not end within $($Limit.Seconds) s" }
    $ended = $null
    while ($true) {
        # What a grandchild still holds open after the end of the child is waited for at most two seconds.
        if ($null -eq $ended -and $Process.HasExited) { $ended = $Clock.Elapsed.TotalSeconds }
        $open = 0
        foreach ($task in $reading) { if (-not $task.IsCompleted) { $open++ } }
        if ($Limit.Bytes -gt 0 -and $output.Length -gt $Limit.Bytes) { $Answer.Truncated = $true; $Answer.Problem = "wrote more than $($Limit.Bytes) bytes"; break }
        # The end of stderr wakes this at once; the pause only bounds how late a time limit and Ctrl-C are noticed.
        if ($null -ne $lines -and $lines.Wait(200)) {
            $lines = Read-GlmProcessLine -Process $Process -Reading $lines -OnLine $OnErrorLine -While { $Clock.Elapsed.TotalSeconds -lt $Limit.Seconds }
            if ($null -eq $lines -or $Clock.Elapsed.TotalSeconds -lt $Limit.Seconds) { continue }
            # Lines are still coming in after the limit, also where their writer has ended: they are not complete.
            & $late; break
        }
        if ($null -ne $ended -and $null -eq $lines -and $open -eq 0) { break }
        if ($null -ne $ended -and $Clock.Elapsed.TotalSeconds - $ended -gt 2) { break }
        if ($null -eq $ended -and $Clock.Elapsed.TotalSeconds -ge $Limit.Seconds) { & $late; break }
        if ($null -eq $lines) { [void] $Process.WaitForExit(100) }
        if ($null -ne $ended) { [System.Threading.Thread]::Sleep(5) }
    }
    # The code of a program that was ended says nothing: it is 0 where a Job object did it. Nor does a cut answer's.
    if (-not $Answer.Problem) { $Answer.ExitCode = $Process.ExitCode }
    if ($Limit.Bytes -gt 0) { $Answer.StandardOutputBytes = $output.ToArray() }
    # GetBuffer, not ToArray: a hundred megabytes are not copied once more.
    $Answer.StandardOutput = [System.Text.Encoding]::UTF8.GetString($output.GetBuffer(), 0, [int] $output.Length)
    $Answer.StandardError = [System.Text.Encoding]::UTF8.GetString($noise.GetBuffer(), 0, [int] $noise.Length)
}
