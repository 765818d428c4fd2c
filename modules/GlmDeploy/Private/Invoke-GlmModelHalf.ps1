function Invoke-GlmModelHalf {
    # The one call of the verb 'deploy'. Its stages are shown as it reports them, and taken over from its answer, also
    # where it failed.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Run)
    $request = New-GlmRequest -Verb 'deploy' -Lock $Run.Lock -Root $Run.Root -Folder $Run.Environment.Folder -RunId $Run.Id
    $force = [bool] $Run.Option['Force']
    $repair = $Run.Option['Action'] -eq 'repair'
    $request['log_dir'] = $Run.LogFolder
    $request['options'] = [ordered]@{ offline = [bool] $Run.Option['Offline']; force = $force; thorough = ($force -or $repair); prove = $repair }
    $request['host'] = [ordered]@{
        fingerprint = Get-GlmRequestFingerprint -Facts $Run.Facts; gpus = @(Get-GlmRequestGpu -Facts $Run.Facts); facts = $Run.Facts; preflight = @($Run.Needs); stages = $Run.Stages.ToArray()
        started = [Math]::Round(($Run.Started - (New-Object datetime 1970, 1, 1, 0, 0, 0, ([System.DateTimeKind]::Utc))).TotalSeconds, 3)
    }
    $limit = [double] (Get-GlmValue $Run.Lock 'limits_s.deploy' 21600)
    $script:GlmLog.OnStage = { param($stage) Add-GlmStage -Run $Run -Stage $stage -Logged }
    try {
        $answer = Invoke-GlmPython -Interpreter $Run.Environment.Interpreter -Request $request -RequestFolder $Run.LogFolder -LimitSeconds $limit -Prefix $Run.Environment.Folder
        $Run.Answer = $answer
    }
    catch {
        $Run.Answer = $_.Exception.Data['GlmPartialData']
        throw
    }
    finally {
        $script:GlmLog.OnStage = $null
        foreach ($stage in @(Get-GlmValue $Run.Answer 'stages' @())) { Add-GlmStage -Run $Run -Stage $stage }
    }
}
