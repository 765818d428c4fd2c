function Add-GlmPlan {
    # The stages of -WhatIf: what each would do. Reads only.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [hashtable] $Choice
    )
    $lock = $Run.Lock
    $state = Get-GlmEnvironmentState -Lock $lock -Root $Run.Root -Provider $Choice.EnvironmentProvider
    $verb = 'make'
    if ($state.Ready -and -not $Run.Option['Force']) { $verb = 'confirm' }
    $packages = @($lock.packages.($lock.Minor)).Count
    $plan = [ordered]@{
        preflight = "check what $($lock.profile) needs"
        environment = "$verb $($state.Folder)"
        packages = "$verb $packages packages of $([System.IO.Path]::GetFileName($lock.Path))"
        fetch = "bring $(@($lock.model.files).Count) files of $($lock.model.name), revision $($lock.model.revision)"
    }
    foreach ($artefact in @(Get-GlmValue $lock 'artefacts' @())) {
        $name = [string] $artefact.name
        if ($artefact.method -eq 'convert') { $name = 'convert' }
        $plan[$name] = "make and verify with $($artefact.method)"
    }
    $plan['smoke'] = 'recite, compare, measure'
    $plan['report'] = 'write report.json and report.html'
    foreach ($name in $plan.Keys) {
        Add-GlmStage -Run $Run -Stage ([pscustomobject]@{ name = $name; status = 'skipped'; seconds = 0.0; reason = "what-if: would $($plan[$name])" })
    }
}
