function Invoke-GlmWithRetry {
    # Does -Action, again after a pause where it threw a transient error, as the lock's retry policy says; anything else
    # is thrown at once. A try that got somewhere starts the count anew. Now, Sleep and Chance are replaced in tests. Began, by the
    # clock Now, is since when the budget counts: several addresses of one file share one budget.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [scriptblock] $Action,
        [Parameter(Mandatory)] [pscustomobject] $Policy,
        [Parameter(Mandatory)] [string] $What,
        [scriptblock] $Now = { [System.Diagnostics.Stopwatch]::GetTimestamp() / [System.Diagnostics.Stopwatch]::Frequency },
        [scriptblock] $Sleep = { param($seconds) [System.Threading.Thread]::Sleep([int] (1000 * $seconds)) },
        [scriptblock] $Chance = { Get-Random -Minimum 0.0 -Maximum 1.0 },
        [double] $Began = (& $Now)
    )
    $failed = 0
    while ($true) {
        try { return & $Action }
        catch {
            $data = $_.Exception.Data
            if (-not $data.Contains('GlmTransient')) { throw }
            $failed++
            if ($data['GlmProgressed']) { $failed = 1 }
            $pause = Get-GlmRetryPause -Policy $Policy -Failed $failed -RetryAfter ([double] $data['GlmRetryAfter']) -Chance (& $Chance)
            $spent = (& $Now) - $Began
            if ($failed -ge $Policy.attempts -or $spent + $pause -gt $Policy.budget_s) { throw }
            Write-GlmLog -Level warning -Message ('{0}: {1} Trying again in {2:0.0} s.' -f $What, $_.Exception.Message, $pause)
            & $Sleep $pause
        }
    }
}
