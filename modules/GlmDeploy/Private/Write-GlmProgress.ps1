function Write-GlmProgress {
    # Progress of this half's own work in bytes: the same event as the model half sends, at most five times a second.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Message,
        [Parameter(Mandatory)] [long] $Done,
        [Parameter(Mandatory)] [long] $Total
    )
    $log = $script:GlmLog
    if ($null -eq $log) { return }
    if ($Done -lt $Total -and ([datetime]::UtcNow - $log.LastProgress).TotalMilliseconds -lt 200) { return }
    $line = [ordered]@{
        time = [datetime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ss.fff+00:00'); level = 'progress'; stage = $log.Stage; message = $Message
        fields = [ordered]@{ done = $Done; total = $Total; unit = 'bytes' }
    }
    $text = ConvertTo-GlmJson -InputObject $line -Compress
    $log.Lines.WriteLine($text)
    Show-GlmProgress -Progress (ConvertFrom-Json $text)
    $log.LastProgress = [datetime]::UtcNow
}
