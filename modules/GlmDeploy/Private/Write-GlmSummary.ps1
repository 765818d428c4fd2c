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
        # Each is one line: what a program or a file said may hold line ends and codes that move the cursor.
        $flat = { param($label, $said) (Get-GlmText $label) + ([string] $said -replace '[\x00-\x1f\x7f\x85\u2028\u2029]+', ' ').Trim() }
        Write-GlmConsole (& $flat 'Seen' $failure['message']) -Color Red
        $text = Get-GlmErrorText -Failure $failure
        Write-GlmConsole (& $flat 'Why' $text.Why)
        Write-GlmConsole (& $flat 'Action' $text.Action)
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
    if ($worked -contains 'smoke') { $text = $(if ($worked | Where-Object { $_ -in 'convert', 'int8', 'nf4' }) { 'ReadyWorked' } else { 'ReadyProved' }) }
    elseif ($worked.Count) { $text = 'ReadyMended' }
    Write-GlmConsole ((Get-GlmText $text) + ' ' + [string]::Format([System.Globalization.CultureInfo]::InvariantCulture, '({0:0.0} s)', $Run.Clock.Elapsed.TotalSeconds)) -Color Green
    foreach ($artefact in $Result['artefacts']) { Write-GlmConsole ('  {0,-6}{1}' -f $artefact.name, $artefact.path) }
    if ($Result['report']) {
        Write-GlmConsole ((Get-GlmText 'Report') + $Result['report'])
        Write-GlmConsole (Get-GlmText 'Next')
    }
}
