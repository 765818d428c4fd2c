function ConvertFrom-GlmNvidiaSmiXml {
    # The report of 'nvidia-smi -q -x': the one format that every generation writes and that names each field.
    # Warnings may stand before or after it. A cut report gives what is complete in it, with truncated set.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $start = $Text.IndexOf('<nvidia_smi_log', [StringComparison]::Ordinal)
    if ($start -lt 0) { return $null }
    $end = $Text.IndexOf('</nvidia_smi_log>', $start, [StringComparison]::Ordinal)
    $body = $(if ($end -lt 0) { $Text.Substring($start) } else { $Text.Substring($start, $end - $start) })
    $first = $body.IndexOf('<gpu id="', [StringComparison]::Ordinal)
    $head = $(if ($first -lt 0) { $body } else { $body.Substring(0, $first) })
    $tag = {
        param($names)
        # The first that is there: since release 610 the old names may carry a remark that they are deprecated.
        foreach ($name in $names) {
            $found = [regex]::Match($head, "<$name>\s*(\d{1,4}(?:\.\d{1,4}){1,3})\s*(\[[^\]<]*\])?\s*</")
            if ($found.Success) { return $found.Groups[1].Value }
        }
    }
    $attached = [regex]::Match($head, '<attached_gpus>\s*(\d{1,3})\s*</')
    # Each GPU is read on its own: one damaged block (a GPU that fell off the bus half-way) must not hide its neighbours.
    $gpus = New-Object System.Collections.ArrayList
    $notes = New-Object System.Collections.ArrayList
    $damaged = 0
    while ($first -ge 0 -and $gpus.Count + $damaged -lt 64) {
        $close = $body.IndexOf('</gpu>', $first, [StringComparison]::Ordinal)
        $next = $body.IndexOf('<gpu id="', $first + 1, [StringComparison]::Ordinal)
        if ($close -lt 0) { break }
        $record = $null
        if ($next -lt 0 -or $next -gt $close) { $record = ConvertFrom-GlmNvidiaSmiGpuXml -Text $body.Substring($first, $close + 6 - $first) -Index $gpus.Count }
        if ($null -eq $record) { $damaged++ } else { [void] $gpus.Add($record) }
        $first = $next
    }
    $outside = ($Text.Substring(0, [Math]::Min($start, 4000)) -replace '(?s)<\?xml.*?\?>|<!DOCTYPE[^>]*>', '').Trim()
    if ($outside) { [void] $notes.Add("text before the report: $($outside.Substring(0, [Math]::Min(300, $outside.Length)))") }
    if ($damaged) { [void] $notes.Add("$damaged GPU block(s) could not be read") }
    $count = $(if ($attached.Success) { [int] $attached.Groups[1].Value })
    return [pscustomobject]@{
        format = 'xml'; driver_version = & $tag @('kmd_version', 'driver_version'); cuda_version = & $tag @('cuda_umd_version', 'cuda_version')
        attached = $count; gpus = $gpus.ToArray(); notes = $notes.ToArray()
        truncated = ($end -lt 0 -or $damaged -gt 0 -or ($null -ne $count -and $count -gt $gpus.Count))
    }
}
