function Restore-GlmDeployment {
    <#
    .SYNOPSIS
    Goes back to the deployment before the current one.
    .DESCRIPTION
    Only the pointer current.json moves, and only after every file of the earlier deployment's artefacts and its environment
    have been checked against their records. The replaced deployment stays on disk and becomes the one to go back to, so
    a second call undoes the first. The next Deploy-GLM run brings the profile's own lock again.
    .PARAMETER Root
    The deployment's root folder. Default: as Deploy-GLM.ps1.
    .PARAMETER RequestFolder
    Where the request to the model half is written. Default: <root>\logs.
    .PARAMETER RunId
    The run that this belongs to. Default: a new one.
    .EXAMPLE
    Restore-GlmDeployment -Root D:\glm
    .EXAMPLE
    Restore-GlmDeployment -WhatIf
    .OUTPUTS
    The verb's data: run_id, profile, environment, artefacts, report, and proved_here (smoke passed on this driver and GPU).
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param(
        [string] $Root = (Get-GlmDefaultRoot),
        [string] $RequestFolder,
        [string] $RunId = (New-GlmRunId)
    )
    $Root = Resolve-GlmFullPath -Path $Root -Name '-Root'
    if (-not $RequestFolder) { $RequestFolder = [System.IO.Path]::Combine($Root, 'logs') }
    $known = @(Get-GlmDeployment -Root $Root -All)
    if ($known.Count -eq 0) { throw (New-GlmErrorRecord -Id 'nothing-deployed' -Message "There is no readable current.json in $Root." -Target $Root) }
    if ($known.Count -eq 1) { throw (New-GlmErrorRecord -Id 'rollback-missing' -Message "$Root holds one deployment only, run $($known[0].RunId)." -Target $Root) }
    # Any Python that was made for this root can check and move the pointer; the earlier deployment's own is asked first.
    $folder = @($known[1].Environment, $known[0].Environment | Where-Object { $_ -and (Get-GlmInterpreter -Folder $_) })
    if ($folder.Count -eq 0) { throw (New-GlmErrorRecord -Id 'rollback-damaged' -Message "No environment in $Root has a Python any more." -Target $Root) }
    if (-not $PSCmdlet.ShouldProcess("run $($known[0].RunId)", "Go back to run $($known[1].RunId) of $($known[1].Promoted)")) { return }
    $request = [ordered]@{
        contract = $script:GlmContractVersion; verb = 'rollback'; run_id = $RunId; root = $Root
        host = [ordered]@{ fingerprint = Get-GlmRequestFingerprint -Facts $null }
    }
    $held = Enter-GlmRun -Root $Root
    try { return Invoke-GlmPython -Interpreter (Get-GlmInterpreter -Folder $folder[0]) -Request $request -RequestFolder $RequestFolder -LimitSeconds 3600 -Prefix $folder[0] }
    finally { Exit-GlmRun -Run $held }
}
