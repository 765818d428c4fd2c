function Receive-GlmEvent {
    # One line of the model half's stderr: an event goes to the logs and, where it concerns a person, to the console;
    # anything else is a library's noise and is kept at debug.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Line,
        [Parameter(Mandatory)] [string] $Verb
    )
    if ($Line.Trim() -eq '') { return }
    $log = $script:GlmLog
    $known = $null
    if ($Line[0] -eq '{') {
        try { $known = ConvertFrom-Json $Line }
        catch { Write-Verbose "Not JSON: $Line" }
    }
    if ($known -isnot [pscustomobject] -or $null -eq (Get-GlmValue $known 'level') -or $null -eq $known.PSObject.Properties['message']) {
        Write-GlmLog -Level debug -Message $Line.Substring(0, [Math]::Min(2000, $Line.Length))
        return
    }
    if ($null -eq $log) { Write-Verbose ([string] $known.message); return }
    $log.Lines.WriteLine($Line)
    $level = [string] $known.level
    if ($level -eq 'progress') { Show-GlmProgress -Progress $known; return }
    if ($level -notin 'debug', 'info', 'warning', 'error') { $level = 'info' }
    $stage = [string] (Get-GlmValue $known 'stage' $Verb)
    $log.Text.WriteLine((Format-GlmCmTraceLine -Message ([string] $known.message) -Component $stage -Level $level))
    $result = Get-GlmValue $known 'fields.stage_result'
    if ($null -ne $result -and $log.OnStage) { & $log.OnStage $result; return }
    Write-Verbose ([string] $known.message)
    if ($level -eq 'warning') { Write-GlmConsole "    $($known.message)" -Color Yellow }
}
