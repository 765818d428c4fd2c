function Complete-GlmRun {
    # The end of a run, also of an interrupted one: result.json, the summary, and the answer for the caller.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Run)
    if (-not $Run.Complete -and $null -eq $Run.Failure) {
        # Ctrl-C passes by every catch block and ends in finally blocks only.
        $Run.Interrupted = $true
        $Run.Failure = ConvertTo-GlmFailure -ErrorRecord (New-GlmErrorRecord -Id 'interrupted' -Message 'The run was interrupted.')
    }
    $result = ConvertTo-GlmResult -Run $Run
    $json = ConvertTo-GlmJson -InputObject $result
    if ($Run.LogFolder) {
        try { Write-GlmTextFile -Path ([System.IO.Path]::Combine($Run.LogFolder, 'result.json')) -Text ($json + "`n") }
        catch { Write-GlmLog -Level warning -Message "result.json could not be written: $($_.Exception.Message)" }
    }
    Write-GlmSummary -Run $Run -Result $result
    return [pscustomobject]@{ ExitCode = [int] $result['exit_code']; Ok = [bool] $result['ok']; Result = [pscustomobject] $result; Json = $json }
}
