function Invoke-GlmHostStage {
    # The stages environment and packages.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [hashtable] $Choice,
        [switch] $Force
    )
    Invoke-GlmStage -Run $Run -Name 'environment' -Action {
        param($outcome)
        $made = Install-GlmEnvironment -Lock $Run.Lock -Root $Run.Root -EnvironmentProvider $Choice.EnvironmentProvider -PythonPath $Choice.PythonPath -Offline:$Run.Option['Offline'] -Force:$Force
        $Run.Environment = $made
        $outcome.status = $made.Status
        $outcome.reason = $made.Reason
    }
    Invoke-GlmStage -Run $Run -Name 'packages' -Action {
        param($outcome)
        if ($Run.Environment.Status -eq 'skipped') {
            $outcome.status = 'skipped'
            $outcome.reason = 'recorded as installed; the model half compares every file'
            return
        }
        $data = Install-GlmPackage -Lock $Run.Lock -Environment $Run.Environment -Root $Run.Root -WheelSource $Choice.WheelSource -RequestFolder $Run.LogFolder -RunId $Run.Id -Offline:$Run.Option['Offline']
        $outcome.reason = "$(Get-GlmValue $data 'installed' 'no') packages installed"
    }
}
