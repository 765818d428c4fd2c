function Close-GlmLog {
    # Closes the files of the current log; without one nothing happens.
    [CmdletBinding()]
    param()
    if ($null -eq $script:GlmLog) { return }
    Clear-GlmProgress
    $script:GlmLog.Text.Dispose()
    $script:GlmLog.Lines.Dispose()
    $script:GlmLog = $null
}
