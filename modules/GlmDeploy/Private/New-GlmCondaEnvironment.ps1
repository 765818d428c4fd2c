function New-GlmCondaEnvironment {
    # Makes a conda prefix from the lock's explicit list with micromamba, or with an installed conda. Every package is
    # verified before the program sees it and handed over as a file with its hash; rc files, shell hooks and the caller's
    # CONDA_*/MAMBA_* stay out. Success is the exit code, the record of each package, and a Python of the right version.
    [CmdletBinding()]
    [OutputType([string])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; its public callers ask.')]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Folder,
        [AllowEmptyString()] [string] $CondaPath,
        [switch] $Offline
    )
    $files = Save-GlmCondaPackage -Lock $Lock -Root $Root -Offline:$Offline -PackagesOnly:([bool] $CondaPath)
    $list = [System.IO.Path]::Combine($Root, 'cache', 'conda', "explicit-$($Lock.Key.Substring(0, 12)).txt")
    $lines = @('@EXPLICIT') + @($files.Packages | ForEach-Object { ([uri] $_.Path).AbsoluteUri + '#' + $_.Sha256 })
    Write-GlmTextFile -Path $list -Text (($lines -join "`n") + "`n")
    $prefix = [System.IO.Path]::Combine($Root, 'cache', 'mamba')
    $environment = New-GlmChildEnvironment
    $program = $files.Tool
    $arguments = @('create', '--no-rc', '--root-prefix', $prefix, '--prefix', $Folder, '--yes', '--file', $list)
    if ($CondaPath) {
        $program = $CondaPath
        $arguments = @('create', '--prefix', $Folder, '--yes', '--file', $list)
        $environment['CONDA_PKGS_DIRS'] = [System.IO.Path]::Combine($prefix, 'pkgs')
        $environment['CONDARC'] = 'NUL'
    }
    else { $environment['MAMBA_ROOT_PREFIX'] = $prefix }
    Write-GlmLog -Message "Making a conda environment of $(@($files.Packages).Count) packages in $Folder."
    $answer = Invoke-GlmProcess -FilePath $program -ArgumentList $arguments -Environment $environment -TimeLimitSeconds 1800
    if (-not $answer.Started -or $answer.TimedOut -or $answer.ExitCode -ne 0) {
        $tail = Get-GlmTail -Text ($answer.Problem + $answer.StandardOutput + $answer.StandardError)
        throw (New-GlmErrorRecord -Id 'environment-failed' -Message "$([System.IO.Path]::GetFileName($program)) create ended with exit code $($answer.ExitCode): $tail")
    }
    return Confirm-GlmCondaEnvironment -Lock $Lock -Folder $Folder
}
