function Invoke-GlmPipeline {
    # The stages in order, of both halves; throws the first failure. Choice: EnvironmentProvider, PythonPath, WheelSource.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [hashtable] $Choice
    )
    Invoke-GlmStage -Run $Run -Name 'lock' -Action {
        param($outcome)
        if (-not $Run.Profile -and $Run.Option['Action'] -eq 'repair') { $Run.Profile = [string] (Get-GlmDeployment -Root $Run.Root).Profile }
        $source = @{ Profile = $Run.Profile }
        if ($Run.Option['LockPath']) { $source = @{ Path = (Resolve-GlmFullPath -Path $Run.Option['LockPath'] -Name '-LockPath') } }
        if ($Run.Option['ManifestPath']) { $source['ManifestRoot'] = Resolve-GlmFullPath -Path $Run.Option['ManifestPath'] -Name '-ManifestPath' }
        elseif (-not $Run.Profile -and -not $Run.Option['LockPath']) {
            throw (New-GlmErrorRecord -Id 'usage' -Message 'No profile was named.' -Hint "Name one: -Profile $(@(Get-GlmProfile | ForEach-Object { $_.Name }) -join ' | ')")
        }
        $Run.Lock = Import-GlmLock @source
        $Run.Profile = $Run.Lock.profile
        $outcome.reason = "$(@($Run.Lock.packages.($Run.Lock.Minor)).Count) packages pinned"
    }
    if ($Run.IsPlan) { Add-GlmPlan -Run $Run -Choice $Choice; return }
    Invoke-GlmStage -Run $Run -Name 'preflight' -Action { param($outcome) Invoke-GlmPreflight -Run $Run -Outcome $outcome }
    $held = Enter-GlmRun -Root $Run.Root
    try {
        Invoke-GlmHostStage -Run $Run -Choice $Choice -Force:$Run.Option['Force']
        try { Invoke-GlmModelHalf -Run $Run }
        catch {
            # Files that somebody changed, or a Python that does not start any more: rebuilt once, then asked again.
            if ($_.Exception.Data['GlmId'] -notin 'environment-damaged', 'contract-not-started') { throw }
            Write-GlmLog -Level warning -Message "The environment is rebuilt: $($_.Exception.Message)"
            foreach ($stage in @($Run.Stages | Where-Object { $_.name -notin 'lock', 'preflight' })) { [void] $Run.Stages.Remove($stage) }
            Invoke-GlmHostStage -Run $Run -Choice $Choice -Force
            Invoke-GlmModelHalf -Run $Run
        }
    }
    finally { Exit-GlmRun -Run $held }
}
