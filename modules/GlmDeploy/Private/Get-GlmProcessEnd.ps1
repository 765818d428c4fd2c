function Get-GlmProcessEnd {
    # How a program ended, as the rest of a sentence that its name begins.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [pscustomobject] $Answer)
    if (-not $Answer.Started) { return "could not be started ($($Answer.Problem))" }
    if ($Answer.Problem) { return $Answer.Problem }
    return "ended with exit code $($Answer.ExitCode)"
}
