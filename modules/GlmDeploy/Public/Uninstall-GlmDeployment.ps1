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
    $Root = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Root).TrimEnd('\')
    $answer = [pscustomobject]@{ Root = $Root; Removed = @(); Left = @(); Path = @() }
    if ([System.IO.Directory]::Exists($Root)) {
        $items = @(Get-GlmOwnItem -Root $Root)
        # An empty folder is nobody's; anything else must prove that it is ours.
        if ([System.IO.Directory]::GetFileSystemEntries($Root).Length -and -not (Test-GlmOwnRoot -Root $Root -Item $items)) {
            throw (New-GlmErrorRecord -Id 'root-foreign' -Message "Nothing in $Root shows that Deploy-GLM ever worked there; it was left alone." -Target $Root)
        }
        $kept = @('foreign'; if ($KeepModels) { 'model' }; if ($KeepLogs) { 'log' })
        $held = $null
        if (-not $WhatIfPreference) { $held = Enter-GlmRun -Root $Root }
        try { $answer.Removed = @(Remove-GlmItem -Root $Root -Item @($items | Where-Object { $_.Kind -notin $kept }) -Held $held) }
        finally { Exit-GlmRun -Run $held }
        if (-not $WhatIfPreference) { Remove-GlmEmptyFolder -Root $Root }
        $answer.Left = @($items | Where-Object { $_.Kind -in $kept } | ForEach-Object {
                [pscustomobject]@{ Path = $_.Path; Reason = @{ foreign = 'not made by Deploy-GLM'; model = '-KeepModels'; log = '-KeepLogs' }[$_.Kind] }
            })
    }
    $answer.Path = @(Restore-GlmRepairedPath -Folder $PathBackupFolder)
    return $answer
}
