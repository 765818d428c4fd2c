function Write-GlmLog {
    # Logs one event of this half: a CMTrace record and a JSON line. Warnings also reach the console, everything else
    # only with -Verbose. Without an open log (a function used by hand) only the verbose and warning streams get it.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Message,
        [ValidateSet('debug', 'info', 'warning', 'error')] [string] $Level = 'info',
        [hashtable] $Field = @{}
    )
    Write-Verbose $Message
    $log = $script:GlmLog
    if ($null -eq $log) {
        if ($Level -eq 'warning') { Write-Warning $Message }
        return
    }
    $now = [datetime]::Now
    $line = [ordered]@{ time = [datetime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ss.fff+00:00'); level = $Level; stage = $log.Stage; message = $Message; fields = $Field }
    $log.Lines.WriteLine((ConvertTo-GlmJson -InputObject $line -Compress))
    $text = $Message
    if ($Field.Count) { $text += ' ' + (ConvertTo-GlmJson -InputObject $Field -Compress) }
    $log.Text.WriteLine((Format-GlmCmTraceLine -Message $text -Component $log.Stage -Level $Level -Time $now))
    if ($Level -eq 'warning') { Write-GlmConsole "    $Message" -Color Yellow }
}
