function Find-GlmConda {
    # An installed conda or mamba: CONDA_EXE, the registry key of the Anaconda and Miniforge installers, known folders.
    # Nothing where there is none that answers.
    [CmdletBinding()]
    [OutputType([string])]
    param()
    $roots = @()
    foreach ($hive in 'LocalMachine', 'CurrentUser') {
        foreach ($tag in @(Get-GlmRegistrySubKey -Hive $hive -Key 'SOFTWARE\Python\ContinuumAnalytics')) {
            $roots += [string] (Get-GlmRegistryValue -Hive $hive -Key "SOFTWARE\Python\ContinuumAnalytics\$tag\InstallPath" -Name '')
        }
    }
    foreach ($parent in [System.Environment]::GetEnvironmentVariable('USERPROFILE'), [System.Environment]::GetEnvironmentVariable('ProgramData')) {
        foreach ($name in 'miniforge3', 'miniconda3', 'anaconda3', 'mambaforge') { $roots += "$parent\$name" }
    }
    $candidates = @([System.Environment]::GetEnvironmentVariable('CONDA_EXE'))
    $candidates += @($roots | Where-Object { $_ } | ForEach-Object { "$_\Scripts\conda.exe" })
    foreach ($candidate in $candidates) {
        if (-not $candidate -or -not [System.IO.File]::Exists($candidate)) { continue }
        $answer = Invoke-GlmProcess -FilePath $candidate -ArgumentList @('--version') -Environment (New-GlmChildEnvironment) -TimeLimitSeconds 60
        if ($answer.ExitCode -eq 0) { return $candidate }
        Write-GlmLog -Level warning -Message "$candidate does not answer; it is left alone."
    }
}
