<#
.SYNOPSIS
Runs the Pester suites and says 'N passed, N failed, N skipped'.
.DESCRIPTION
Each file is run by itself, so that one that hangs or breaks is named. The exit code is 0 when nothing failed.
.PARAMETER Suite
Unit, Module, Contract, Integration; default: all four, cheapest first.
.PARAMETER Name
Only files whose name is like this.
.EXAMPLE
pwsh -NoProfile -NonInteractive -File tests\powershell\run.ps1 -Suite Unit,Module
#>
[CmdletBinding()]
param(
    [string] $Suite = 'Module,Unit,Contract,Integration',
    [string] $Name = '*'
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0
$totals = @{ Passed = 0; Failed = 0; Skipped = 0 }
# Text and not an array: powershell.exe -File hands over 'Unit,Module' as one string.
foreach ($one in $Suite.Split(',')) {
    $folder = [System.IO.Path]::Combine($PSScriptRoot, $one.Trim())
    if (-not (Test-Path -LiteralPath $folder)) { continue }
    foreach ($file in Get-ChildItem -LiteralPath $folder -Filter '*.Tests.ps1' | Where-Object { $_.Name -like "$Name*" } | Sort-Object Name) {
        $settings = New-PesterConfiguration
        $settings.Run.Path = $file.FullName
        $settings.Run.PassThru = $true
        $settings.Output.Verbosity = 'Normal'
        $result = Invoke-Pester -Configuration $settings
        $totals.Passed += $result.PassedCount
        # A block or a file that could not be set up failed too, though none of its tests ran.
        $totals.Failed += $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
        $totals.Skipped += $result.SkippedCount
    }
}
Write-Output "$($totals.Passed) passed, $($totals.Failed) failed, $($totals.Skipped) skipped"
if ($totals.Failed -gt 0) { exit 1 }
exit 0
