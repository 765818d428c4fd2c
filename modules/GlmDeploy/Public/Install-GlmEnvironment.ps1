function Install-GlmEnvironment {
    <#
    .SYNOPSIS
    Makes the bare Python environment of a lock, or confirms it.
    .DESCRIPTION
    The environment lies in <root>\envs\<first 12 digits of the lock's key>, so another lock gets another folder beside it.
    It counts as finished once its record lies in it, which Install-GlmPackage writes last; anything else at its place is a
    leftover of a killed run and is removed first. Provider micromamba is downloaded and checked, and gets an explicit list
    of verified packages; venv takes a registered 64-bit CPython of the lock's version.
    .PARAMETER Lock
    A lock from Import-GlmLock.
    .PARAMETER Root
    The deployment's root folder.
    .PARAMETER EnvironmentProvider
    auto, micromamba, conda or venv.
    .PARAMETER PythonPath
    The python.exe that provider venv uses instead of a registered one.
    .PARAMETER Offline
    Fetch nothing.
    .PARAMETER Force
    Rebuild the environment even if it is finished.
    .EXAMPLE
    $lock = Import-GlmLock -Profile demo
    Install-GlmEnvironment -Lock $lock -Root C:\glm -EnvironmentProvider venv
    .OUTPUTS
    One object: Folder, Interpreter, Provider, Status (done, skipped or planned), Reason.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Root,
        [ValidateSet('auto', 'micromamba', 'conda', 'venv')] [string] $EnvironmentProvider = 'auto',
        [AllowEmptyString()] [string] $PythonPath,
        [switch] $Offline,
        [switch] $Force
    )
    $state = Get-GlmEnvironmentState -Lock $Lock -Root $Root -Provider $EnvironmentProvider
    $answer = [pscustomobject]@{ Folder = $state.Folder; Interpreter = $state.Interpreter; Provider = $state.Kind; Status = 'skipped'; Reason = 'complete' }
    if ($state.Ready -and -not $Force) { return $answer }
    $why = $state.Reason
    if ($state.Ready) { $why = 'forced' }
    if (-not $PSCmdlet.ShouldProcess($state.Folder, 'Make the Python environment')) { $answer.Status = 'planned'; $answer.Reason = $why; return $answer }
    # Alone, also when called by hand: what lies there is removed, and micromamba wipes a prefix before it takes its own lock.
    $held = Enter-GlmRun -Root $Root
    try {
        if (-not $Force -and (Get-GlmEnvironmentState -Lock $Lock -Root $Root -Provider $EnvironmentProvider).Ready) { return $answer }
        $choice = Resolve-GlmProvider -Provider $EnvironmentProvider -Lock $Lock -Root $Root -PythonPath $PythonPath -Offline:$Offline
        Write-GlmLog -Message "The environment is made with $($choice.Name): $($choice.Reason)."
        # What the build needs is found before the old environment is removed.
        if ($choice.Name -eq 'venv') {
            $python = Find-GlmPython -Minor $Lock.Minor -PythonPath $PythonPath
            Remove-GlmTree -Path $state.Folder
            $answer.Interpreter = New-GlmVirtualEnvironment -Folder $state.Folder -Python $python.Path
        }
        else {
            $conda = $null
            if ($choice.Name -eq 'conda') { $conda = Find-GlmConda; $choice.Reason += ": $($conda.Program) $($conda.Version) of $($conda.Path)" }
            Remove-GlmTree -Path $state.Folder
            $answer.Interpreter = New-GlmCondaEnvironment -Lock $Lock -Root $Root -Folder $state.Folder -Conda $conda -Offline:$Offline
        }
        $answer.Provider = $choice.Name
        $answer.Status = 'done'
        $answer.Reason = "$($choice.Name), $($choice.Reason); $why"
        return $answer
    }
    finally { Exit-GlmRun -Run $held }
}
