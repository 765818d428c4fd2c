<#
.SYNOPSIS
    Runs every test on Windows: installs what it needs into .dev, says what could not run, ends with the counts.
.EXAMPLE
    .\tests\run.ps1
.EXAMPLE
    .\tests\run.ps1 unit pester
#>
[CmdletBinding()]
param(
    [Parameter(ValueFromRemainingArguments = $true)]
    [string[]] $Step = @()
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$key = 'HKLM:\SOFTWARE\Python\PythonCore\3.12\InstallPath'
$python = $null
if (Test-Path -LiteralPath $key) {
    $python = (Get-ItemProperty -LiteralPath $key).ExecutablePath
}
if (-not $python) {
    $found = Get-Command -Name 'python.exe' -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($found) { $python = $found.Path }
}
if (-not $python) {
    Write-Error -Message 'The tests need CPython 3.12. Install it from python.org, then run this again.'
    exit 16
}
& $python (Join-Path -Path $PSScriptRoot -ChildPath 'runner') @Step
exit $LASTEXITCODE
