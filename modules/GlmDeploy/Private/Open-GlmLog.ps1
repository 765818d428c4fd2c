function Open-GlmLog {
    # Opens the log of a run: deploy.log (CMTrace) and events.jsonl in -Folder. Where that folder cannot be written, the
    # temporary folder takes them, so that the reason can still be read. Sets and returns the module's current log.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Folder,
        [ValidateSet('Normal', 'Quiet', 'Json')] [string] $Console = 'Normal'
    )
    $leaf = [System.IO.Path]::GetFileName($Folder)
    $spare = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'deploy-glm-logs', $leaf)
    $problem = ''
    foreach ($candidate in @($Folder, $spare | Select-Object -Unique)) {
        try {
            [void] [System.IO.Directory]::CreateDirectory($candidate)
            # CMTrace takes a file with a BOM for UTF-8; readers of JSON Lines want none.
            $text = New-Object System.IO.StreamWriter ([System.IO.Path]::Combine($candidate, 'deploy.log')), $true, (New-Object System.Text.UTF8Encoding $true)
            $lines = New-Object System.IO.StreamWriter ([System.IO.Path]::Combine($candidate, 'events.jsonl')), $true, (New-Object System.Text.UTF8Encoding $false)
        }
        catch {
            if ($candidate -eq $spare) { throw }
            $problem = $_.Exception.GetBaseException().Message
            continue
        }
        $text.AutoFlush = $true
        $lines.AutoFlush = $true
        $lines.NewLine = "`n"
        $script:GlmLog = [pscustomobject]@{
            Folder = $candidate; Text = $text; Lines = $lines; Console = $Console; Stage = ''; LastProgress = [datetime]::MinValue
            OnStage = $null; HasProgress = $false
        }
        if ($candidate -ne $Folder) { Write-GlmLog -Level warning -Message "The log is in $candidate, because $Folder cannot be written: $problem" }
        return $script:GlmLog
    }
}
