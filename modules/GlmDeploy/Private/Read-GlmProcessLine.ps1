function Read-GlmProcessLine {
    # Hands on the lines of stderr that have arrived, in one go: asking Windows about the process costs more than a line. Answers
    # the read that is still waiting, nothing at the stream's end.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Diagnostics.Process] $Process,
        [Parameter(Mandatory)] [System.Threading.Tasks.Task] $Reading,
        [Parameter(Mandatory)] [scriptblock] $OnLine,
        [Parameter(Mandatory)] [scriptblock] $While
    )
    do {
        if ($null -eq $Reading.Result) { return }
        & $OnLine $Reading.Result | Out-Null
        $Reading = $Process.StandardError.ReadLineAsync()
    } while ($Reading.IsCompleted -and (& $While))
    return $Reading
}
