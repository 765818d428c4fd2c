function ConvertFrom-GlmNvidiaSmiCsv {
    # The answer to '--query-gpu=... --format=csv'. Columns are found by name. Without its header (noheader) it is taken only for
    # what we asked for ourselves, and only where the fields that cannot be mistaken (UUID, bus, driver) stand in their places.
    # A row of too few fields was cut and is not used; a comma too many stands in the GPU's name.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $columns = $null
    $gpus = New-Object System.Collections.ArrayList
    $notes = New-Object System.Collections.ArrayList
    $driver = $null
    $truncated = $false
    foreach ($line in ($Text -split '\r?\n', 201 | Where-Object { $_.Length -le 1000 -and $_.Trim() })) {
        $fields = @($line.Split(',') | ForEach-Object { $_.Trim() })
        if ($null -eq $columns) {
            $names = @($fields | ForEach-Object { ($_ -replace '\s*\[[^\]]*\]$', '').ToLowerInvariant() })
            if ($names -contains 'uuid' -or $names -contains 'driver_version') { $columns = $names; continue }
            if ($line -match '^\s*\d{1,3}, GPU-[0-9A-Fa-f-]{8,}, .+, [0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f], \d{3}\.\d{2}(\.\d{2})?, (\S+), [^,]+, [^,]+$') {
                $columns = @(Get-GlmNvidiaSmiQuery)
            }
        }
        if ($null -eq $columns -or $fields.Count -eq 1) {
            if ($notes.Count -lt 5) { [void] $notes.Add("text beside the table: $($line.Trim())") }
            continue
        }
        $extra = $fields.Count - $columns.Count
        $at = [array]::IndexOf($columns, 'name')
        if ($extra -gt 0 -and $at -ge 0) { $fields = @($fields[0..($at + $extra)] | Select-Object -First $at) + @($fields[$at..($at + $extra)] -join ', ') + @($fields | Select-Object -Skip ($at + $extra + 1)) }
        if ($fields.Count -ne $columns.Count) { $truncated = $true; continue }
        $field = @{ 'index' = [string] $gpus.Count }
        for ($i = 0; $i -lt $columns.Count; $i++) { $field[$columns[$i]] = $fields[$i] }
        # Where one size of a row has a unit and the last one has none, the end of the row is missing.
        if ($fields[-1] -match '^\d+$' -and $columns[-1] -like 'memory.*' -and @($fields | Where-Object { $_ -match '^\d+ MiB$' }).Count) { $truncated = $true; $field.Remove($columns[-1]) }
        if ($null -eq $driver -and [string] $field['driver_version'] -match '^\d{1,4}(\.\d{1,4}){1,3}$') { $driver = $field['driver_version'] }
        [void] $gpus.Add((New-GlmGpuRecord -Field $field))
    }
    if ($null -eq $columns) { return $null }
    return [pscustomobject]@{ format = 'csv'; driver_version = $driver; cuda_version = $null; attached = $null; gpus = $gpus.ToArray(); notes = $notes.ToArray(); truncated = $truncated }
}
