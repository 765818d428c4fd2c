function Uninstall-GlmDeployment {
    <#
    .SYNOPSIS
    Removes everything that Deploy-GLM made below a root, and gives PATH back.
    .DESCRIPTION
    Removes environments, downloads, models, the pointer current.json and the logs: only what carries the names and records of
    Deploy-GLM; anything else below the root stays and is named. A folder in which no run ever worked is refused. Where
    Repair-GlmPath changed PATH, the value is restored. No Python is needed, paths may be longer than 260 characters, and a
    second call finds nothing to do. Ends with run-busy (1618) while a run is at work.
    .PARAMETER Root
    The deployment's root folder. Default: as Deploy-GLM.ps1.
    .PARAMETER KeepModels
    Leave the fetched checkpoints and the converted models where they are; a later run takes them up again.
    .PARAMETER KeepLogs
    Leave the logs and reports.
    .PARAMETER PathBackupFolder
    Where backups of Repair-GlmPath are looked for. Default: its own two folders.
    .EXAMPLE
    Uninstall-GlmDeployment -Root D:\glm -WhatIf
    .EXAMPLE
    Uninstall-GlmDeployment -KeepModels
    .OUTPUTS
    One object: Root, Removed (kind and path of each), Left (what stayed, and why), Path (of each repair of PATH, what became of it).
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType([pscustomobject])]
    param(
        [string] $Root = (Get-GlmDefaultRoot),
        [switch] $KeepModels,
        [switch] $KeepLogs,
        [string[]] $PathBackupFolder = @((Get-GlmBackupFolder -Scope Machine), (Get-GlmBackupFolder -Scope User))
    )
    $Root = Resolve-GlmFullPath -Path $Root -Name '-Root'
    $plan = Get-GlmUninstallPlan -Root $Root -KeepModels:$KeepModels -KeepLogs:$KeepLogs
    $answer = [pscustomobject]@{ Root = $Root; Removed = @(); Left = $plan.Left; Path = @() }
    # With -WhatIf each item is named by itself.
    if (-not $WhatIfPreference -and -not $PSCmdlet.ShouldProcess($Root, 'Remove what Deploy-GLM made')) { return $answer }
    if ([System.IO.Directory]::Exists($Root)) {
        $held = $null
        if (-not $WhatIfPreference) { $held = Enter-GlmRun -Root $Root }
        try { $answer.Removed = @(Remove-GlmItem -Root $Root -Item $plan.Remove -Held $held) }
        finally { Exit-GlmRun -Run $held }
        if (-not $WhatIfPreference) { Remove-GlmEmptyFolder -Root $Root }
    }
    $answer.Path = @(Restore-GlmRepairedPath -Folder $PathBackupFolder)
    return $answer
}
