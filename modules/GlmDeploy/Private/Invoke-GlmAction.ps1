function Invoke-GlmAction {
    # What a run was asked to do: deploy or repair (the stages), roll back, uninstall, or pack a support bundle. With -WhatIf
    # the last three only say what they would do: ShouldProcess would write to the standard output that belongs to -Json.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [hashtable] $Choice
    )
    $option = $Run.Option
    $action = [string] $option['Action']
    if ($action -in '', 'deploy', 'repair') { Invoke-GlmPipeline -Run $Run -Choice $Choice; return }
    if ($Run.IsPlan) { $Run.Closing = @(Get-GlmActionPlan -Run $Run); return }
    if ($action -eq 'rollback') {
        $done = Restore-GlmDeployment -Root $Run.Root -RequestFolder $Run.LogFolder -RunId $Run.Id -Confirm:$false
        $Run.Answer = $done
        $Run.Profile = $done.profile
        $Run.Closing = @(Get-GlmText 'RolledBack' $done.run_id)
        if (-not $done.proved_here) { $Run.Closing += Get-GlmText 'ProvedElsewhere' }
    }
    elseif ($action -eq 'uninstall') {
        $done = Uninstall-GlmDeployment -Root $Run.Root -KeepModels:$option['KeepModels'] -KeepLogs:$option['KeepLogs'] -Confirm:$false
        foreach ($one in $done.Path) { Write-GlmLog -Level $(if ($one.Restored) { 'info' } else { 'warning' }) -Message "PATH: $($one.Message)" }
        $Run.Closing = @(Get-GlmText 'Uninstalled' $done.Removed.Count, $Run.Root) + @($done.Left | ForEach-Object { Get-GlmText 'Left' $_.Path, $_.Reason })
    }
    else {
        $done = Export-GlmSupportBundle -Root $Run.Root -Destination $option['Destination'] -Confirm:$false
        $Run.Closing = @((Get-GlmText 'Bundle' $done.Path, ([Math]::Ceiling($done.Bytes / 1KB))), (Get-GlmText 'BundleHint'))
    }
}
