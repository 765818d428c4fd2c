function ConvertFrom-GlmNvidiaSmiList {
    # The list of 'nvidia-smi -L': number, name and UUID of each GPU, and no more. MIG devices stand indented below theirs,
    # without a size; that there are some is all that is taken from them.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $gpus = New-Object System.Collections.ArrayList
    foreach ($line in ($Text -split '\r?\n', 1001)) {
        if ($line -match '^\s{0,4}GPU (\d{1,3}): (.{1,120}?) \(UUID: (GPU-[0-9A-Fa-f-]+)\)\s*$') {
            [void] $gpus.Add((New-GlmGpuRecord -Field @{ 'index' = $Matches[1]; 'name' = $Matches[2]; 'uuid' = $Matches[3] }))
        }
        elseif ($gpus.Count -and $line -match '^\s+MIG \S+\s+Device\s+\d+:') { $gpus[$gpus.Count - 1].mig = 'Enabled' }
    }
    if (-not $gpus.Count) { return $null }
    return [pscustomobject]@{
        format = 'list'; driver_version = $null; cuda_version = $null; attached = $null; gpus = $gpus.ToArray(); notes = @(); truncated = $false
    }
}
