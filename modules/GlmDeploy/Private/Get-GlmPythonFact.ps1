function Get-GlmPythonFact {
    # What a Python says of itself: Path, Minor, Implementation, Bits; nothing where it cannot be started.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)
    $code = 'import struct, sys; print("%d.%d %s %d" % (sys.version_info[0], sys.version_info[1], sys.implementation.name, 8 * struct.calcsize("P")))'
    $answer = Invoke-GlmProcess -FilePath $Path -ArgumentList @('-I', '-S', '-c', $code) -Environment (New-GlmChildEnvironment) -TimeLimitSeconds 60
    if (-not $answer.Started -or $answer.ExitCode -ne 0) {
        Write-GlmLog -Level debug -Message "$Path does not answer: $($answer.Problem)$($answer.StandardError)"
        return
    }
    $parts = $answer.StandardOutput.Trim().Split(' ')
    if ($parts.Count -ne 3) { return }
    return [pscustomobject]@{ Path = $Path; Minor = $parts[0]; Implementation = $parts[1]; Bits = [int] $parts[2] }
}
