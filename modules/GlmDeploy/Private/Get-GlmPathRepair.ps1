function Get-GlmPathRepair {
    # The repairs of PATH that nobody took back yet, newest first, as paths of their backups. Repair-GlmPath writes a backup
    # that names what it took out; Restore-GlmPath writes one that names nothing, and takes back the repair whose old value
    # it gave, with every later one of the same value.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Folder)
    if (-not [System.IO.Directory]::Exists($Folder)) { return }
    $open = New-Object System.Collections.Generic.List[object]
    $written = @(foreach ($file in [System.IO.Directory]::GetFiles($Folder, 'path-*.json')) {
            $content = Read-GlmJsonFile -Path $file
            if ((Get-GlmValue $content 'type') -ne 'glm-path-backup') { continue }
            # PowerShell 7 reads a time as one, 5.1 as text.
            $time = Get-GlmValue $content 'time'
            if ($time -is [datetime]) { $time = $time.ToUniversalTime().ToString('o') }
            [pscustomobject]@{
                File = $file; Time = [string] $time; Where = "$(Get-GlmValue $content 'hive')\$(Get-GlmValue $content 'key')"
                Before = [string] (Get-GlmValue $content 'before.base64'); After = [string] (Get-GlmValue $content 'after.base64')
                IsRepair = @(Get-GlmValue $content 'removed' @()).Count -gt 0
            }
        })
    foreach ($one in $written | Sort-Object -Property Time) {
        if ($one.IsRepair) { $open.Add($one); continue }
        $mine = @($open | Where-Object { $_.Where -eq $one.Where })
        if (-not $mine.Count) { continue }
        $target = @($mine | Where-Object { $_.Before -ceq $one.After })
        # A merged restore gives no value that any repair had; it took back the newest.
        $from = $mine.Count - 1
        if ($target.Count) { $from = [array]::IndexOf($mine, $target[0]) }
        foreach ($repair in $mine[$from..($mine.Count - 1)]) { [void] $open.Remove($repair) }
    }
    for ($index = $open.Count - 1; $index -ge 0; $index--) { $open[$index].File }
}
