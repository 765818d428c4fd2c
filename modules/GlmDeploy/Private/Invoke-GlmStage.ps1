function Invoke-GlmStage {
    # Runs one stage of this half, times it and keeps its outcome in the run. -Action gets the outcome and may set its
    # status and reason; what it writes is returned.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [scriptblock] $Action
    )
    $outcome = [pscustomobject]@{ name = $Name; status = 'done'; seconds = 0.0; reason = ''; started_s = [Math]::Round($Run.Clock.Elapsed.TotalSeconds, 3) }
    if ($script:GlmLog) { $script:GlmLog.Stage = $Name }
    $began = $Run.Clock.Elapsed
    $complete = $false
    try {
        & $Action $outcome
        $complete = $true
    }
    catch {
        $outcome.status = 'failed'
        $outcome.reason = (ConvertTo-GlmFailure -ErrorRecord $_).Message
        throw
    }
    finally {
        # Ctrl-C runs no catch block.
        if (-not $complete -and $outcome.status -ne 'failed') { $outcome.status = 'failed'; $outcome.reason = 'interrupted' }
        $outcome.seconds = [Math]::Round(($Run.Clock.Elapsed - $began).TotalSeconds, 3)
        Add-GlmStage -Run $Run -Stage $outcome
        if ($script:GlmLog) { $script:GlmLog.Stage = '' }
    }
}
