function Resolve-GlmProvider {
    # Who makes the environment, and why. 'auto': micromamba where its files are in the cache or the channel answers, else
    # venv where a fitting Python is registered; where neither is there, the error names both.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Provider,
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Root,
        [AllowEmptyString()] [string] $PythonPath,
        [switch] $Offline
    )
    $hasConda = $null -ne (Get-GlmValue $Lock 'conda')
    if ($Provider -in 'micromamba', 'conda' -and -not $hasConda) {
        throw (New-GlmErrorRecord -Id 'provider-unavailable' -Message "The lock of $($Lock.profile) names no conda packages." -Hint 'Use -EnvironmentProvider venv or auto.')
    }
    if ($Provider -ne 'auto') { return [pscustomobject]@{ Name = $Provider; Reason = 'as asked' } }
    if ($PythonPath) { return [pscustomobject]@{ Name = 'venv'; Reason = '-PythonPath names a Python' } }
    if (-not $hasConda) { return [pscustomobject]@{ Name = 'venv'; Reason = 'the lock names no conda packages' } }
    $paths = @(@($Lock.conda.micromamba) + @($Lock.conda.packages) | ForEach-Object { Get-GlmCondaPath -Root $Root -Entry $_ })
    if (@($paths | Where-Object { -not [System.IO.File]::Exists($_) }).Count -eq 0) {
        return [pscustomobject]@{ Name = 'micromamba'; Reason = 'its packages are in the cache' }
    }
    $silence = 'offline, and its packages are not in the cache'
    if (-not $Offline) { $silence = Get-GlmChannelSilence -Lock $Lock }
    if (-not $silence) { return [pscustomobject]@{ Name = 'micromamba'; Reason = 'the conda channel answers' } }
    if (Find-GlmPython -Minor $Lock.Minor -Try) { return [pscustomobject]@{ Name = 'venv'; Reason = "no conda channel ($silence)" } }
    throw (New-GlmErrorRecord -Id 'provider-unavailable' -Message "No way to a Python $($Lock.Minor): $silence, and no 64-bit CPython $($Lock.Minor) is registered." `
            -Hint "Install Python $($Lock.Minor) (64-bit), or let the conda channel through the firewall.")
}
