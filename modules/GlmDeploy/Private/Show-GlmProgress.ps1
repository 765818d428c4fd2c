function Show-GlmProgress {
    # A progress event as PowerShell's own bar, at most ten times a second; nothing where nobody looks.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Progress)
    $log = $script:GlmLog
    if ($log.Console -ne 'Normal' -or [System.Console]::IsOutputRedirected) { return }
    $now = [datetime]::UtcNow
    if (($now - $log.LastProgress).TotalMilliseconds -lt 100) { return }
    $log.LastProgress = $now
    $log.HasProgress = $true
    $done = Get-GlmValue $Progress 'fields.done' 0
    $total = Get-GlmValue $Progress 'fields.total' 0
    $unit = [string] (Get-GlmValue $Progress 'fields.unit' '')
    if ($unit -eq 'bytes') {
        $done = [Math]::Round($done / 1e6, 1)
        $total = [Math]::Round($total / 1e6, 1)
        $unit = 'MB'
    }
    $percent = -1
    $text = "$done $unit"
    if ($total -gt 0) {
        $percent = [int] [Math]::Max(0, [Math]::Min(100, 100 * $done / $total))
        $text = "$done of $total $unit"
    }
    Write-Progress -Activity 'Deploy-GLM' -Status "$($Progress.message)  $text" -PercentComplete $percent
}
