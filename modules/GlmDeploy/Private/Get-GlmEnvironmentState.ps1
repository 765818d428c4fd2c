function Get-GlmEnvironmentState {
    # Whether the environment of a lock was finished once: its record lies there (written last) and its Python too. The
    # model half compares every file; this is the cheap question. Reason says why it is not ready.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Root,
        [string] $Provider = 'auto'
    )
    $folder = [System.IO.Path]::Combine($Root, 'envs', $Lock.Key.Substring(0, 12))
    $state = [pscustomobject]@{ Folder = $folder; Interpreter = Get-GlmInterpreter -Folder $folder; Kind = 'venv'; Ready = $false; Reason = '' }
    if ([System.IO.Directory]::Exists([System.IO.Path]::Combine($folder, 'conda-meta'))) { $state.Kind = 'conda' }
    $record = [System.IO.Path]::Combine($folder, 'environment.json')
    if (-not [System.IO.Directory]::Exists($folder)) { $state.Reason = 'it does not exist yet' }
    elseif (-not $state.Interpreter) { $state.Reason = 'it has no Python' }
    elseif (-not [System.IO.File]::Exists($record)) { $state.Reason = 'it was never finished' }
    elseif ($Provider -ne 'auto' -and ($Provider -eq 'venv') -ne ($state.Kind -eq 'venv')) { $state.Reason = "it is a $($state.Kind) environment, $Provider was asked for" }
    elseif ($state.Kind -eq 'conda' -and $Provider -ne 'venv' -and ($strange = Get-GlmCondaDifference -Lock $Lock -Folder $folder)) { $state.Reason = $strange }
    else {
        # Its two megabytes are read and compared by the model half; here it is enough that nothing was cut off.
        $text = [System.IO.File]::ReadAllText($record).Trim()
        $state.Ready = $text.StartsWith('{', [StringComparison]::Ordinal) -and $text.EndsWith('}', [StringComparison]::Ordinal)
        if (-not $state.Ready) { $state.Reason = 'its record is damaged' }
    }
    return $state
}
