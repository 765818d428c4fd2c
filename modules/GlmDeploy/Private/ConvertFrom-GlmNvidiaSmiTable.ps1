function ConvertFrom-GlmNvidiaSmiTable {
    # The table that plain 'nvidia-smi' draws: the last resort. It cuts long names and shows no UUID, so only the driver, the
    # CUDA level, number, bus, driver model, MIG and memory are taken. Releases from 610 on say KMD and CUDA UMD instead.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    # Something must follow a version: one at the end of the text may be cut.
    $version = '(\d{1,4}(?:\.\d{1,4}){1,3})(?=[\s|\[])'
    $banner = [regex]::Match($Text, "(?m)^((?>[ \t#>]*))\|?[ \t]*NVIDIA-SMI[ \t]+$version.*$")
    if (-not $banner.Success) { return $null }
    $driver = [regex]::Match($banner.Value, "(?:Driver|KMD) Version\s*:\s*$version")
    $cuda = [regex]::Match($banner.Value, 'CUDA (?:UMD )?Version\s*:\s*(\d{1,2}\.\d{1,2})(?=[\s|\[])')
    $blocks = New-Object System.Collections.ArrayList
    $slices = New-Object System.Collections.ArrayList
    $open = $false
    # No machine has a table of more lines, and no line of a table is longer: what follows is noise. A second banner
    # begins the same table anew (-l).
    foreach ($line in ($Text.Substring($banner.Index + $banner.Length) -split '\r?\n', 1001 | Where-Object { $_.Length -le 400 })) {
        if ($banner.Groups[1].Length -and $line.StartsWith($banner.Groups[1].Value, [StringComparison]::Ordinal)) { $line = $line.Substring($banner.Groups[1].Length) }
        if ($line -match '^\|?\s*NVIDIA-SMI\s+\d') { break }
        if ($line -match '^\|\s*(\d{1,3})\s+\d+\s+\d+\s+\d+\s*\|\s*(\d{1,8})MiB\s*/\s*(\d{1,8})MiB\s*\|') { [void] $slices.Add(@($Matches[1], $Matches[2], $Matches[3])) }
        elseif ($line -match '^\|\s{1,4}\d{1,3}\.?\s+.+\|\s*[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f]\s') {
            if ($blocks.Count -eq 64) { break }
            [void] $blocks.Add((New-Object System.Collections.ArrayList))
            $open = $true
        }
        if (-not $open) { continue }
        [void] $blocks[$blocks.Count - 1].Add($line)
        if ($line -match '^\+[-=+]+\s*$|^\|[-=+]+\|') { $open = $false }
    }
    $gpus = @(foreach ($block in $blocks) { ConvertFrom-GlmNvidiaSmiTableRow -Line $block.ToArray() -Slice $slices.ToArray() })
    # A row without its closing rule was cut: it is shown, and the answer is marked incomplete.
    return [pscustomobject]@{
        format = 'table'; driver_version = $(if ($driver.Success) { $driver.Groups[1].Value }); cuda_version = $(if ($cuda.Success) { $cuda.Groups[1].Value })
        attached = $null; gpus = $gpus; notes = @(); truncated = ($open -or -not $driver.Success)
    }
}
