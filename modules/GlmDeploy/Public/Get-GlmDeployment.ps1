function Get-GlmDeployment {
    <#
    .SYNOPSIS
    Shows what is deployed below a root, and what a rollback would go back to.
    .DESCRIPTION
    Reads current.json and the records of the artefacts; nothing is started, nothing is changed. Verdict is 'pass' for a
    deployment whose smoke test passed and whose records are all there, else 'damaged' with the reason in Problem. Whether
    it still fits this driver and these files is Test-GlmDeployment's question. Nothing is answered where nothing is deployed.
    .PARAMETER Root
    The deployment's root folder. Default: as Deploy-GLM.ps1.
    .PARAMETER All
    Earlier deployments too, newest first: what -Rollback goes back to.
    .EXAMPLE
    Get-GlmDeployment
    .EXAMPLE
    Get-GlmDeployment -Root D:\glm -All | Format-Table IsCurrent, Profile, Promoted, Verdict, Problem
    .OUTPUTS
    One object per deployment: Profile, RunId, Promoted (UTC), AgeDays, Verdict, Problem, IsCurrent, Driver, Environment, Artefacts, Report, Root.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Position = 0)] [string] $Root = (Get-GlmDefaultRoot),
        [switch] $All
    )
    $Root = Resolve-GlmFullPath -Path $Root -Name '-Root'
    $current = Read-GlmJsonFile -Path ([System.IO.Path]::Combine($Root, 'current.json'))
    if ((Get-GlmValue $current 'schema') -ne 1) { return }
    $entries = @($current)
    if ($All) { $entries += @(Get-GlmValue $current 'previous' @()) }
    foreach ($entry in $entries) {
        $promoted = ConvertTo-GlmUtcTime -Value (Get-GlmValue $entry 'promoted')
        $problem = Get-GlmEntryProblem -Entry $entry
        [pscustomobject]@{
            Profile = Get-GlmValue $entry 'profile'; RunId = Get-GlmValue $entry 'run_id'; Promoted = $promoted
            AgeDays = $(if ($promoted) { [Math]::Round(([datetime]::UtcNow - $promoted).TotalDays, 1) })
            Verdict = $(if ($problem) { 'damaged' } else { 'pass' }); Problem = $problem; IsCurrent = [object]::ReferenceEquals($entry, $current)
            Driver = Get-GlmValue $entry 'fingerprint.driver_version'; Environment = Get-GlmValue $entry 'environment'
            Artefacts = @(Get-GlmValue $entry 'artefacts' @()); Report = Get-GlmValue $entry 'report.path'; Root = $Root
        }
    }
}
