function Get-GlmActionPlan {
    # What a rollback, an uninstallation or a support bundle would do, a line each; the same refusals, and nothing changed.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [pscustomobject] $Run)
    $option = $Run.Option
    if ($option['Action'] -eq 'rollback') {
        $known = @(Get-GlmDeployment -Root $Run.Root -All)
        if ($known.Count -eq 0) { throw (New-GlmErrorRecord -Id 'nothing-deployed' -Message "There is no readable current.json in $($Run.Root)." -Target $Run.Root) }
        if ($known.Count -eq 1) { throw (New-GlmErrorRecord -Id 'rollback-missing' -Message "$($Run.Root) holds one deployment only, run $($known[0].RunId)." -Target $Run.Root) }
        return (Get-GlmText 'WouldRollBack' $known[0].RunId, $known[1].RunId)
    }
    if ($option['Action'] -eq 'uninstall') {
        $plan = Get-GlmUninstallPlan -Root $Run.Root -KeepModels:$option['KeepModels'] -KeepLogs:$option['KeepLogs']
        foreach ($one in $plan.Remove) { Get-GlmText 'WouldRemove' $one.Path }
        foreach ($one in $plan.Left) { Get-GlmText 'Left' $one.Path, $one.Reason }
        foreach ($scope in 'Machine', 'User') {
            foreach ($backup in @(Get-GlmPathRepair -Folder (Get-GlmBackupFolder -Scope $scope))) { Get-GlmText 'WouldRestorePath' $backup }
        }
        return
    }
    return (Get-GlmText 'WouldBundle' (Resolve-GlmBundlePath -Path (Resolve-GlmFullPath -Path $option['Destination'] -Name '-Destination')))
}
