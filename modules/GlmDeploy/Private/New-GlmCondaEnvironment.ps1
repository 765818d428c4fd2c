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
        [AllowNull()] [pscustomobject] $Conda,
        [switch] $Offline
    )
    $files = Save-GlmCondaPackage -Lock $Lock -Root $Root -Offline:$Offline -PackagesOnly:($null -ne $Conda)
    $list = [System.IO.Path]::Combine($Root, 'cache', 'conda', "explicit-$($Lock.Key.Substring(0, 12)).txt")
    $classic = $null -ne $Conda -and $Conda.IsClassic
    # conda learned SHA-256 in these lists late and refuses the line before; the files were verified a moment ago.
    $lines = @('@EXPLICIT') + @($files.Packages | ForEach-Object { ([uri] $_.Path).AbsoluteUri + $(if (-not $classic) { '#' + $_.Sha256 }) })
    Write-GlmTextFile -Path $list -Text (($lines -join "`n") + "`n")
    $prefix = [System.IO.Path]::Combine($Root, 'cache', 'mamba')
    $environment = New-GlmChildEnvironment
    Set-GlmCondaHome -Environment $environment -Path ([System.IO.Path]::Combine($prefix, 'home'))
    $program = $files.Tool
    if ($Conda) { $program = $Conda.Path }
    # What an earlier build unpacked would be taken as it is, so each starts from the verified archives alone. Copies, not hard
    # links: an edit in one environment would reach the cache and the next one, and a running program would hold the cache.
    $arguments = @('create', '--no-rc', '--root-prefix', $prefix, '--prefix', $Folder, '--yes', '--always-copy', '--file', $list)
    $environment['MAMBA_ROOT_PREFIX'] = $prefix
    $cache = [System.IO.Path]::Combine($prefix, 'pkgs')
    if ($classic) {
        $arguments = @('create', '--prefix', $Folder, '--yes', '--copy', '--no-default-packages', '--file', $list)
        $environment.Remove('MAMBA_ROOT_PREFIX')
        $cache = [System.IO.Path]::Combine($prefix, 'pkgs-conda')
        $environment['CONDA_PKGS_DIRS'] = $cache
    }
    Remove-GlmTree -Path $cache
    Write-GlmLog -Message "Making a conda environment of $(@($files.Packages).Count) packages in $Folder."
    $answer = Invoke-GlmProcess -FilePath $program -ArgumentList $arguments -Environment $environment -TimeLimitSeconds 1800
    if ($answer.ExitCode -ne 0) {
        $tail = Get-GlmTail -Text ($answer.StandardOutput + $answer.StandardError)
        throw (New-GlmErrorRecord -Id 'environment-failed' -Message "$([System.IO.Path]::GetFileName($program)) create $(Get-GlmProcessEnd -Answer $answer): $tail" -Hint (Get-GlmCondaHint -Root $Root))
    }
    Remove-GlmTree -Path $cache
    return Confirm-GlmCondaEnvironment -Lock $Lock -Folder $Folder
}
