function ConvertFrom-GlmNvidiaSmiTable {
    # The table that plain 'nvidia-smi' draws: the last resort. It cuts long names and shows no UUID, so only the driver,
    # the CUDA level, number, bus, driver model and memory are taken. Recent releases say KMD and CUDA UMD instead.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $version = '(\d{1,4}(?:\.\d{1,4}){1,3})(?![\d.])'
    $banner = [regex]::Match($Text, "(?m)^\|?\s*NVIDIA-SMI\s+$version.*$")
    if (-not $banner.Success) { return $null }
    $driver = [regex]::Match($banner.Value, "(?:Driver|KMD) Version\s*:\s*$version")
    $cuda = [regex]::Match($banner.Value, "CUDA (?:UMD )?Version\s*:\s*(\d{1,2}\.\d{1,2})(?![\d.])")
    $gpus = New-Object System.Collections.ArrayList
    $field = $null
    # No machine has a table of more lines, and no line of a table is longer: what follows is noise.
    foreach ($line in ($Text -split '\r?\n', 1001 | Where-Object { $_.Length -le 400 })) {
        $first = [regex]::Match($line, '^\|\s{1,4}(\d{1,3})\.?\s+(.+?)\s+(?:(WDDM|TCC|MCDM|On|Off|N/A)\s*)?\|\s*([0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f])\s')
        if ($first.Success) {
            if ($field) { [void] $gpus.Add((New-GlmGpuRecord -Field $field)) }
            $field = @{ 'index' = $first.Groups[1].Value; 'name' = $first.Groups[2].Value; 'driver_model.current' = $first.Groups[3].Value; 'pci.bus_id' = $first.Groups[4].Value }
            continue
        }
        if (-not $field) { continue }
        $memory = [regex]::Match($line, '\|\s*(\d{1,8})\s*Mi?B\s*/\s*(\d{1,8})\s*Mi?B\s*\|')
        if ($memory.Success -and -not $field.ContainsKey('memory.total')) {
            $field['memory.total'] = $memory.Groups[2].Value
            $field['memory.free'] = [string] ([int] $memory.Groups[2].Value - [int] $memory.Groups[1].Value)
        }
        if ($line -match 'GPU is lost') { $field['state'] = 'GPU is lost' }
        if ($line -match '^\+[-=+]+\s*$|^\|[=+]+\|') {
            [void] $gpus.Add((New-GlmGpuRecord -Field $field))
            $field = $null
        }
    }
    # A row without its closing rule was cut: it is shown, and the answer is marked incomplete.
    if ($field) { [void] $gpus.Add((New-GlmGpuRecord -Field $field)) }
    return [pscustomobject]@{
        format = 'table'; driver_version = $(if ($driver.Success) { $driver.Groups[1].Value }); cuda_version = $(if ($cuda.Success) { $cuda.Groups[1].Value })
        attached = $null; gpus = $gpus.ToArray(); notes = @(); truncated = ($null -ne $field -or -not $driver.Success)
    }
}
