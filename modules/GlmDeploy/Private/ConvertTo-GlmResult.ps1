function ConvertTo-GlmResult {
    # The one result object of a run, as contract/schemas/deployment.json describes it.
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([Parameter(Mandatory)] [pscustomobject] $Run)
    $failure = $Run.Failure
    $answer = $Run.Answer
    $exitCode = 0
    if ($Run.Restart -and -not $Run.IsPlan) { $exitCode = [int] (Get-GlmContract -Table Exit)['restart'].windows }
    $verdict = [string] (Get-GlmValue $answer 'verdict' 'pass')
    if ($Run.IsPlan) { $verdict = 'planned' }
    $errorObject = $null
    if ($failure) {
        $exitCode = $failure.ExitCode
        $verdict = 'fail'
        $log = ''
        if ($Run.LogFolder) { $log = [System.IO.Path]::Combine($Run.LogFolder, 'deploy.log') }
        $errorObject = [ordered]@{ id = $failure.Id; message = $failure.Message; context = $failure.Context; hint = $failure.Hint; why = $failure.Why; log = $log }
    }
    return [ordered]@{
        schema = 1; ok = ($null -eq $failure); run_id = $Run.Id; profile = $Run.Profile; root = $Run.Root; exit_code = $exitCode
        verdict = $verdict; error = $errorObject; stages = $Run.Stages.ToArray(); artefacts = @(Get-GlmValue $answer 'artefacts' @())
        report = (Get-GlmValue $answer 'report')
    }
}
