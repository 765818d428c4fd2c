function Get-GlmPythonFact {
    # What a Python says of itself: Path, Minor, Implementation, Bits; nothing where it does not answer as a Python
    # within 20 s.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)
    $code = 'import struct, sys; print("%d.%d %s %d" % (sys.version_info[0], sys.version_info[1], sys.implementation.name, 8 * struct.calcsize("P")))'
    $answer = Invoke-GlmProcess -FilePath $Path -ArgumentList @('-I', '-S', '-c', $code) -Environment (New-GlmChildEnvironment) -TimeLimitSeconds 20 -OutputLimitBytes 65536
    if ($answer.ExitCode -ne 0) {
        Write-GlmLog -Level debug -Message "$Path $(Get-GlmProcessEnd -Answer $answer): $(Get-GlmTail -Text $answer.StandardError)"
        return
    }
    # Any program may answer anything: cmd.exe greets with its own version.
    $match = [regex]::Match($answer.StandardOutput.Trim(), '\A(\d{1,3}\.\d{1,3}) ([a-z]{1,20}) (32|64)\z')
    if (-not $match.Success) { return }
    return [pscustomobject]@{ Path = $Path; Minor = $match.Groups[1].Value; Implementation = $match.Groups[2].Value; Bits = [int] $match.Groups[3].Value }
}
