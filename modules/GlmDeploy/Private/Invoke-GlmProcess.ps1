function Invoke-GlmProcess {
    # The only place that starts programs. Both streams are drained at the same time by the run-time's own threads, so no
    # full pipe can hold the child; lines of stderr reach -OnErrorLine as they come. At the time limit, on Ctrl-C and on
    # any failure here the whole tree is ended, and nothing survives this process (Job object, closed with it).
    # A child that writes more than -OutputLimitBytes on stdout is ended too. Answers Started, ExitCode ($null unless it ended
    # within its limits), TimedOut, Truncated, StandardOutput, StandardOutputBytes (only with -OutputLimitBytes), StandardError
    # (empty with -OnErrorLine), Seconds, and Problem: what kept it from starting or made us end it.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $FilePath,
        [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $ArgumentList = @(),
        [AllowNull()] [System.Collections.IDictionary] $Environment,
        [string] $WorkingDirectory,
        [ValidateRange(0.01, 1000000)] [double] $TimeLimitSeconds = 60,
        [AllowNull()] [scriptblock] $OnErrorLine,
        [long] $OutputLimitBytes = 0
    )
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $answer = [pscustomobject]@{
        Started = $false; ExitCode = $null; TimedOut = $false; Truncated = $false; StandardOutput = ''; StandardOutputBytes = $null
        StandardError = ''; Seconds = 0.0; Problem = ''
    }
    $limits = @{ Seconds = $TimeLimitSeconds; Bytes = $OutputLimitBytes }
    $process = New-Object System.Diagnostics.Process
    $process.StartInfo = New-GlmStartInfo -FilePath $FilePath -ArgumentList $ArgumentList -Environment $Environment -WorkingDirectory $WorkingDirectory
    $job = New-GlmJob
    try {
        try { $answer.Started = $process.Start() }
        catch { $answer.Problem = $_.Exception.GetBaseException().Message }
        if (-not $answer.Started) { return $answer }
        if ($job -ne [IntPtr]::Zero -and (Get-GlmJobNative)::AssignProcessToJobObject($job, $process.Handle) -eq 0) {
            [void] (Get-GlmJobNative)::CloseHandle($job)
            $job = [IntPtr]::Zero
        }
        # A program that reads its input finds the end at once and does not wait for a key.
        $process.StandardInput.Close()
        Read-GlmProcess -Process $process -Answer $answer -Limit $limits -OnErrorLine $OnErrorLine -Clock $clock
        return $answer
    }
    finally {
        if ($answer.Started) { Stop-GlmProcessTree -Process $process -Job $job }
        elseif ($job -ne [IntPtr]::Zero) { [void] (Get-GlmJobNative)::CloseHandle($job) }
        $answer.Seconds = [Math]::Round($clock.Elapsed.TotalSeconds, 3)
        $process.Dispose()
    }
}
