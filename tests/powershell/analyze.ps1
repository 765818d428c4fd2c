<#
.SYNOPSIS
Runs PSScriptAnalyzer over every script, with the Windows PowerShell 5.1 profiles; any finding is an error.
.DESCRIPTION
Default rules, plus PSUseCompatibleSyntax, PSUseCompatibleCommands and PSUseCompatibleTypes for Windows PowerShell 5.1.
Test files are checked for syntax and 5.1 as well, without the rules that Pester's own style breaks.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File tests\powershell\analyze.ps1
#>
[CmdletBinding()]
param()
$ErrorActionPreference = 'Stop'
Import-Module PSScriptAnalyzer
$root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$profiles = @('win-8_x64_10.0.14393.0_5.1.14393.2791_x64_4.0.30319.42000_framework', 'win-48_x64_10.0.17763.0_5.1.17763.316_x64_4.0.30319.42000_framework')
$rules = @{
    PSUseCompatibleSyntax   = @{ Enable = $true; TargetVersions = @('5.1', '7.0') }
    PSUseCompatibleCommands = @{ Enable = $true; TargetProfiles = $profiles; IgnoreCommands = @('Invoke-Pester') }
    PSUseCompatibleTypes    = @{ Enable = $true; TargetProfiles = $profiles }
}
# -Profile is the product's word for what is deployed; the automatic variable of that name is never wanted here. Script
# blocks use parameters of the function around them, which the review rule does not see.
$settings = @{ Rules = $rules; Severity = @('Error', 'Warning'); ExcludeRules = @('PSAvoidAssignmentToAutomaticVariable', 'PSReviewUnusedParameter', 'PSUseBOMForUnicodeEncodedFile') }
$own = @([System.IO.Directory]::GetFiles([System.IO.Path]::Combine($root, 'modules'), '*.ps*1', 'AllDirectories'))
$own += @('Deploy-GLM.ps1', 'tests\run.ps1', 'tests\powershell\run.ps1', 'tests\powershell\analyze.ps1' | ForEach-Object { [System.IO.Path]::Combine($root, $_) } | Where-Object { [System.IO.File]::Exists($_) })
$tests = @([System.IO.Directory]::GetFiles($PSScriptRoot, '*.Tests.ps1', 'AllDirectories'))
$quiet = @{ Rules = @{ PSUseCompatibleSyntax = $rules.PSUseCompatibleSyntax }; IncludeRules = @('PSUseCompatibleSyntax') }
$findings = @(foreach ($file in $own) { Invoke-ScriptAnalyzer -Path $file -Settings $settings })
$findings += @(foreach ($file in $tests) { Invoke-ScriptAnalyzer -Path $file -Settings $quiet })
foreach ($finding in $findings) {
    Write-Output ('{0}:{1}: {2}: {3}' -f $finding.ScriptName, $finding.Line, $finding.RuleName, $finding.Message)
}
Write-Output "$($own.Count + $tests.Count) files analyzed, $($findings.Count) findings"
if ($findings.Count) { exit 1 }
exit 0
