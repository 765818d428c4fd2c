<#
.SYNOPSIS
Brings a GLM to a verified, quantized, measured state on this Windows machine, or repairs it.
.DESCRIPTION
One unattended command takes a machine through every stage: lock, preflight, environment, packages, fetch, convert, int8,
nf4, smoke, report. Everything lies below one root folder; the machine's own PATH, Python and driver are not touched.
Running the same command again confirms the result in seconds, or redoes only what is missing, damaged or affected by a
changed driver. Nothing is ever asked.

The end of a run is one result object, in <root>\logs\<run id>\result.json and with -Json on standard output. The exit code
says what came of it: 0 converged, 3010 converged and Windows must restart, 1618 another run is at work, 690xx one code for
each class of failure (contract\exit-codes.json).
.PARAMETER Profile
What to deploy, a name that -ListProfiles shows. 'demo' runs the whole pipeline on a tiny model without a GPU.
.PARAMETER Root
The folder that everything is made in. Default: %ProgramData%\DeployGLM for an administrator or SYSTEM, else
%LocalAppData%\DeployGLM.
.PARAMETER EnvironmentProvider
Who makes the Python environment: micromamba (downloaded, verified), conda (an installed one), venv (of a registered
Python), or auto: micromamba where the conda channel answers or its packages are in the cache, else venv.
.PARAMETER PythonPath
The python.exe that provider venv uses, instead of a registered one. Its version must be the lock's.
.PARAMETER WheelSource
Folders with wheels that are looked into before any index; every wheel is still checked against the lock.
.PARAMETER LogPath
The folder that the run's log folder is made in. Default: <root>\logs.
.PARAMETER LockPath
Another lock file than manifests\locks\<profile>.win-64.json.
.PARAMETER ManifestPath
The folder that the manifests named in the lock lie below. Default: this folder.
.PARAMETER Offline
Fetch nothing: use only the cache, -WheelSource and local sources.
.PARAMETER Force
Do every stage again, the environment included.
.PARAMETER Repair
As a normal run, but thorough: every file is hashed again, packages included, and the smoke test runs again. Without -Profile
it takes the profile that is deployed.
.PARAMETER Rollback
Go back to the deployment before, after checking every file of it; once more goes forward again.
.PARAMETER Uninstall
Remove everything that was made below the root, and give PATH back where Repair-GlmPath changed it.
.PARAMETER KeepModels
With -Uninstall: leave fetched and converted models.
.PARAMETER KeepLogs
With -Uninstall: leave logs and reports.
.PARAMETER SupportBundle
Write one zip with logs, reports, records and facts of this machine, without names and secrets.
.PARAMETER Destination
With -SupportBundle: a folder, or the new zip file. Default: the current folder.
.PARAMETER Quiet
Show nothing; the exit code and the log say it all.
.PARAMETER Json
Write one result object, and nothing else, to standard output; progress goes to standard error.
.PARAMETER ListProfiles
List the profiles and what they need, then end.
.EXAMPLE
.\Deploy-GLM.ps1 -Profile demo
The whole pipeline on a tiny model, in about two minutes.
.EXAMPLE
.\Deploy-GLM.ps1 -Profile rtx3090 -WhatIf
Says what would be done and changes nothing.
.EXAMPLE
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -WindowStyle Hidden -File Deploy-GLM.ps1 -Profile rtx3090 -Quiet
Unattended, for Intune or Configuration Manager.
.EXAMPLE
.\Deploy-GLM.ps1 -Uninstall -KeepModels -WhatIf
Says what would be removed and what would stay.
.EXAMPLE
$result = .\Deploy-GLM.ps1 -Profile demo -Json | ConvertFrom-Json
The result as an object.
#>
[CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'Deploy')]
param(
    [Parameter(ParameterSetName = 'Deploy', Position = 0)] [string] $Profile,
    [string] $Root,
    [Parameter(ParameterSetName = 'Deploy')] [ValidateSet('auto', 'micromamba', 'conda', 'venv')] [string] $EnvironmentProvider = 'auto',
    [Parameter(ParameterSetName = 'Deploy')] [string] $PythonPath,
    [Parameter(ParameterSetName = 'Deploy')] [string[]] $WheelSource = @(),
    [string] $LogPath,
    [Parameter(ParameterSetName = 'Deploy')] [string] $LockPath,
    [Parameter(ParameterSetName = 'Deploy')] [string] $ManifestPath,
    [Parameter(ParameterSetName = 'Deploy')] [switch] $Offline,
    [Parameter(ParameterSetName = 'Deploy')] [switch] $Force,
    [Parameter(ParameterSetName = 'Deploy')] [switch] $Repair,
    [Parameter(ParameterSetName = 'Rollback', Mandatory)] [switch] $Rollback,
    [Parameter(ParameterSetName = 'Uninstall', Mandatory)] [switch] $Uninstall,
    [Parameter(ParameterSetName = 'Uninstall')] [switch] $KeepModels,
    [Parameter(ParameterSetName = 'Uninstall')] [switch] $KeepLogs,
    [Parameter(ParameterSetName = 'Support', Mandatory)] [switch] $SupportBundle,
    [Parameter(ParameterSetName = 'Support')] [string] $Destination = '.',
    [switch] $Quiet,
    [switch] $Json,
    [Parameter(ParameterSetName = 'List', Mandatory)] [switch] $ListProfiles
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'Continue'
# Before anything else, and in the words that constrained language mode allows: there no check could call Windows.
if ("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage') {
    $row = (Get-Content -LiteralPath "$PSScriptRoot\contract\errors\preflight.json" -Raw -Encoding UTF8 | ConvertFrom-Json).errors.'language-mode'
    $code = ((Get-Content -LiteralPath "$PSScriptRoot\contract\exit-codes.json" -Raw -Encoding UTF8 | ConvertFrom-Json).codes | Where-Object { $_.name -eq $row.exit }).windows
    $seen = "PowerShell runs in the language mode $($ExecutionContext.SessionState.LanguageMode)."
    if ($Json) {
        $fault = @{ id = 'language-mode'; message = $seen; context = @{}; hint = $row.action; why = $row.why; log = '' }
        @{ schema = 1; ok = $false; run_id = '00000000T000000Z-000000'; profile = "$Profile"; root = "$Root"; exit_code = $code; verdict = 'fail'; error = $fault; stages = @(); artefacts = @(); report = $null } | ConvertTo-Json -Depth 4
    }
    elseif (-not $Quiet) { "What was seen:  $seen", "Why it matters: $($row.why)", "What to do:     $($row.action)", "Error id:       language-mode   (exit code $code)" }
    exit $code
}
# Import-Module takes brackets in a path for a pattern.
Import-Module ([WildcardPattern]::Escape([System.IO.Path]::Combine($PSScriptRoot, 'modules', 'GlmDeploy', 'GlmDeploy.psd1'))) -Verbose:$false
$relaunch = Get-GlmRelaunch -ScriptPath $PSCommandPath -Bound $PSBoundParameters
if ($relaunch) {
    $arguments = $relaunch.ArgumentList
    & $relaunch.FilePath @arguments
    exit $LASTEXITCODE
}
if ($ListProfiles) {
    $rows = @(Get-GlmProfile)
    if ($Json) { ConvertTo-Json -InputObject $rows -Depth 4 }
    else {
        $columns = 'Name', 'Model', 'Gpu', 'MemoryGiB', 'DiskGiB', 'Python'
        if ($rows | Where-Object { $_.Problem }) { $columns += 'Problem' }
        $rows | Format-Table -Property $columns -AutoSize -Wrap
    }
    exit 0
}

# Everything that was given goes on by name; what was not given keeps the command's own default.
$call = @{ Profile = $Profile }
foreach ($name in 'Root', 'EnvironmentProvider', 'PythonPath', 'WheelSource', 'LogPath', 'WhatIf', 'Verbose') {
    if ($PSBoundParameters.ContainsKey($name)) { $call[$name] = $PSBoundParameters[$name] }
}
$action = @{ Deploy = 'deploy'; Rollback = 'rollback'; Uninstall = 'uninstall'; Support = 'support' }[$PSCmdlet.ParameterSetName]
if ($Repair) { $action = 'repair' }
$call['Option'] = @{
    Action = $action; LockPath = $LockPath; ManifestPath = $ManifestPath; Offline = [bool] $Offline; Force = [bool] $Force
    KeepModels = [bool] $KeepModels; KeepLogs = [bool] $KeepLogs; Destination = $Destination
    Quiet = [bool] $Quiet; Json = [bool] $Json; Command = $MyInvocation.MyCommand.Path
}
$result = Invoke-GlmDeployment @call
if ($Json) { $result.Json }
exit $result.ExitCode
