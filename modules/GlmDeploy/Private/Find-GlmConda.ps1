function Find-GlmConda {
    # An installed conda or mamba that can be used: Path, Version, Program (conda or mamba), IsClassic. Each candidate is asked
    # for its version; where none fits, the error says what was seen of each. 4.7 is the first conda that reads .conda packages.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $least = @{ conda = '4.7.0'; mamba = '1.0.0' }
    $seen = @()
    foreach ($path in @(Get-GlmCondaCandidate)) {
        $answer = Invoke-GlmProcess -FilePath $path -ArgumentList @('--version') -Environment (New-GlmChildEnvironment) -TimeLimitSeconds 30 -OutputLimitBytes 65536
        if (-not $answer.Started) { $seen += "$path does not start ($($answer.Problem))"; continue }
        $match = [regex]::Match($answer.StandardOutput, '\A\s*(?:(conda|mamba|micromamba) )?(\d{1,4}\.\d{1,4}(\.\d{1,6})?)')
        if ($answer.ExitCode -ne 0 -or -not $match.Success) { $seen += "$path gives no version ($(Get-GlmProcessEnd -Answer $answer))"; continue }
        # mamba 2 and micromamba name no program; mamba 1 and conda do.
        $program = 'mamba'
        if ($match.Groups[1].Value -eq 'conda') { $program = 'conda' }
        $version = $match.Groups[2].Value
        if ((Compare-GlmVersion $version $least[$program]) -lt 0) { $seen += "$path is $program $version, at least $($least[$program]) is needed"; continue }
        foreach ($note in $seen) { Write-GlmLog -Level warning -Message "Left alone: $note." }
        # mamba 1 is conda with another solver; mamba 2 is micromamba under another name.
        $classic = $program -eq 'conda' -or $version -match '^1\.'
        return [pscustomobject]@{ Path = $path; Version = $version; Program = $program; IsClassic = $classic }
    }
    $found = 'none was found by CONDA_EXE, the registry and the usual folders'
    if ($seen.Count) { $found = $seen -join '; ' }
    throw (New-GlmErrorRecord -Id 'provider-unavailable' -Message "No installed conda or mamba can be used: $found." -Hint 'Install Miniforge, or leave -EnvironmentProvider out: then micromamba is fetched, or a registered Python used.')
}
