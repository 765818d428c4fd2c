function Write-GlmSummary {
    # The last lines that a person reads: what there is now and the next step, or at most five lines on what went wrong.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Result
    )
    Write-GlmConsole ''
    $failure = $Result['error']
    if ($failure) {
        # Five lines, whatever a program or Windows put into the message.
        $line = { param($text) [regex]::Replace([string] $text, '\s*[\r\n]+\s*', ' | ') }
        $text = Get-GlmErrorText -Failure $failure
        Write-GlmConsole ((Get-GlmText 'Seen') + (& $line $failure['message'])) -Color Red
        Write-GlmConsole ((Get-GlmText 'Why') + (& $line $text.Why))
        Write-GlmConsole ((Get-GlmText 'Action') + (& $line $text.Action))
        Write-GlmConsole ((Get-GlmText 'Id') + "$($failure['id'])   ($(Get-GlmText 'ExitCode') $($Result['exit_code']))")
        if ($failure['log']) { Write-GlmConsole ((Get-GlmText 'Log') + $failure['log']) }
        return
    }
    foreach ($line in $Run.Closing) { Write-GlmConsole $line }
    if ($Run.IsPlan) { Write-GlmConsole (Get-GlmText 'Planned'); return }
    if (@($Run.Closing).Count) { return }
    if ($Run.Restart) { Write-GlmConsole (Get-GlmText 'Restart' $Run.Restart, $Result['exit_code']) -Color Yellow }
    $worked = @($Result['stages'] | Where-Object { $_.status -eq 'done' -and $_.name -notin 'lock', 'preflight' } | ForEach-Object { $_.name })
    $text = 'ReadyConfirmed'
    if ($worked -contains 'smoke') { $text = 'ReadyWorked' }
    elseif ($worked.Count) { $text = 'ReadyMended' }
    Write-GlmConsole ((Get-GlmText $text) + ' ' + [string]::Format([System.Globalization.CultureInfo]::InvariantCulture, '({0:0.0} s)', $Run.Clock.Elapsed.TotalSeconds)) -Color Green
    foreach ($artefact in $Result['artefacts']) { Write-GlmConsole ('  {0,-6}{1}' -f $artefact.name, $artefact.path) }
    if ($Result['report']) {
        Write-GlmConsole ((Get-GlmText 'Report') + $Result['report'])
        Write-GlmConsole (Get-GlmText 'Next')
    }
}
