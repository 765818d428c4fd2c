function ConvertFrom-GlmNvidiaSmiCsv {
    # The answer to '--query-gpu=... --format=csv' with its header: 'index, uuid, memory.total [MiB]'. Columns are found by
    # name; a row with another number of fields is a cut one and is not used. GPU names hold no comma.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $columns = $null
    $gpus = New-Object System.Collections.ArrayList
    $notes = New-Object System.Collections.ArrayList
    $driver = $null
    $truncated = $false
    foreach ($line in ($Text -split '\r?\n', 201 | Where-Object { $_.Length -le 1000 })) {
        $fields = @($line.Split(',') | ForEach-Object { $_.Trim() })
        if ($null -eq $columns) {
            $names = @($fields | ForEach-Object { ($_ -replace '\s*\[[^\]]*\]$', '').ToLowerInvariant() })
            if ($names -contains 'uuid' -or $names -contains 'driver_version') { $columns = $names }
            elseif ($line.Trim() -and $notes.Count -lt 5) { [void] $notes.Add("text before the table: $($line.Trim())") }
            continue
        }
        if (-not $line.Trim()) { continue }
        if ($fields.Count -ne $columns.Count) { $truncated = $true; continue }
        $field = @{}
        for ($i = 0; $i -lt $columns.Count; $i++) { $field[$columns[$i]] = $fields[$i] }
        if (-not $field.ContainsKey('index')) { $field['index'] = [string] $gpus.Count }
        if ($null -eq $driver -and [string] $field['driver_version'] -match '^\d{1,4}(\.\d{1,4}){1,3}$') { $driver = $field['driver_version'] }
        [void] $gpus.Add((New-GlmGpuRecord -Field $field))
    }
    if ($null -eq $columns) { return $null }
    return [pscustomobject]@{
        format = 'csv'; driver_version = $driver; cuda_version = $null; attached = $null
        gpus = $gpus.ToArray(); notes = $notes.ToArray(); truncated = $truncated
    }
}
