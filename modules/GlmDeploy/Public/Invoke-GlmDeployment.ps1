function Invoke-GlmDeployment {
    <#
    .SYNOPSIS
    Deploys a profile: every stage in order, one result.
    .DESCRIPTION
    Runs lock, preflight, environment and packages here, then calls the model half once for fetch, convert, int8, nf4,
    smoke and report. Whatever happens, one result object comes back and lies in <root>\logs\<run id>\result.json; nothing
    is thrown and nothing is asked. Running it again repairs or confirms. Deploy-GLM.ps1 is the door to this function.
    .PARAMETER Profile
    The name of a profile, as Get-GlmProfile lists them.
    .PARAMETER Root
    The folder that everything is made in. Default: %ProgramData%\DeployGLM for administrators, else
    %LocalAppData%\DeployGLM.
    .PARAMETER EnvironmentProvider
    auto, micromamba, conda or venv.
    .PARAMETER PythonPath
    The python.exe that provider venv uses instead of a registered one.
    .PARAMETER WheelSource
    Folders with wheels that are looked into before any index.
    .PARAMETER LogPath
    The folder that the run's log folder is made in. Default: <root>\logs.
    .PARAMETER Option
    Further wishes by name: LockPath, ManifestPath, Destination (text); Offline, Force, Quiet, Json, KeepModels, KeepLogs
    (true or false); Action (deploy, repair, rollback, uninstall or support).
    .EXAMPLE
    Invoke-GlmDeployment -Profile demo
    .EXAMPLE
    $result = Invoke-GlmDeployment -Profile demo -Root D:\glm -Option @{ Quiet = $true }
    $result.ExitCode
    .EXAMPLE
    Invoke-GlmDeployment -Profile rtx3090 -WhatIf
    .OUTPUTS
    One object: ExitCode, Ok, Result (as in result.json) and Json (the same as text).
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Position = 0)] [AllowEmptyString()] [string] $Profile,
        [string] $Root,
        [ValidateSet('auto', 'micromamba', 'conda', 'venv')] [string] $EnvironmentProvider = 'auto',
        [AllowEmptyString()] [string] $PythonPath,
        [string[]] $WheelSource = @(),
        [string] $LogPath,
        [hashtable] $Option = @{}
    )
    # -WhatIf gives the plan as a result of its own, so nothing is asked or printed by ShouldProcess for it.
    $plan = [bool] $WhatIfPreference
    if (-not $plan -and -not $PSCmdlet.ShouldProcess("profile '$Profile'", 'Deploy')) { return }
    $run = $null
    try {
        $run = New-GlmRun -ProfileName $Profile -Root $Root -LogPath $LogPath -Option $Option -Plan:$plan
        # Where no profile is named, the lock or the deployment names it in the first stage.
        $title = $(if ($Option['Action'] -notin $null, '', 'deploy') { $Option['Action'] } elseif ($Profile) { Get-GlmText 'Profile' } else { $Option['LockPath'] })
        Write-GlmConsole (Get-GlmText 'Title' "$title $Profile".Trim(), $run.Root, $run.Id) -Color White
        if ($run.Fault) { throw $run.Fault }
        Invoke-GlmAction -Run $run -Choice @{ EnvironmentProvider = $EnvironmentProvider; PythonPath = $PythonPath; WheelSource = $WheelSource }
        $run.Complete = $true
    }
    catch {
        if ($null -eq $run) { throw }
        $run.Failure = ConvertTo-GlmFailure -ErrorRecord $_
        Write-GlmLog -Level error -Message $run.Failure.Message -Field @{ id = $run.Failure.Id; hint = $run.Failure.Hint; where = $_.ScriptStackTrace }
    }
    finally {
        if ($null -ne $run) { $answer = Complete-GlmRun -Run $run }
        Close-GlmLog
        # After Ctrl-C nothing comes back to the caller.
        if ($null -ne $run -and $run.Interrupted) { Exit-GlmInterruptedHost -Answer $answer -ScriptPath $Option['Command'] -Json:$Option['Json'] }
    }
    return $answer
}
