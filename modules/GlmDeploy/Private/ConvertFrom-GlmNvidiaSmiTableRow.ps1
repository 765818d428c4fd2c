function ConvertFrom-GlmNvidiaSmiTableRow {
    # The two or three lines that the table has for one GPU, as a record. -Slice: GPU, used and total MiB of each MIG device.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string[]] $Line,
        [AllowEmptyCollection()] [object[]] $Slice = @()
    )
    $first = [regex]::Match($Line[0], '^\|\s{1,4}(\d{1,3})\.?\s+(.+?)\s+(?:(WDDM|TCC|MCDM|On|Off|N/A|ERR!)\s*)?\|\s*(\S+)\s')
    $field = @{ 'index' = $first.Groups[1].Value; 'name' = $first.Groups[2].Value; 'driver_model.current' = $first.Groups[3].Value; 'pci.bus_id' = $first.Groups[4].Value }
    foreach ($one in $Line) {
        # Releases before 300 put the share in use before the sizes.
        $memory = [regex]::Match($one, '\|\s*(?:\d{1,3}%\s+)?(\d{1,8})\s*Mi?B\s*/\s*(\d{1,8})\s*Mi?B\s*\|')
        if ($memory.Success -and -not $field.ContainsKey('memory.total')) {
            $field['memory.total'] = $memory.Groups[2].Value
            $field['memory.free'] = [string] ([int] $memory.Groups[2].Value - [int] $memory.Groups[1].Value)
        }
        # An asterisk: changes with the next restart.
        if ($one -match '^\|\s+\|\s+\|\s*(Enabled|Disabled)\*?\s*\|\s*$') { $field['mig.mode.current'] = $Matches[1] }
        if ($one -match 'GPU is lost|GPU requires reset') { $field['state'] = $Matches[0] }
    }
    $record = New-GlmGpuRecord -Field $field
    $record.mig_devices = @($Slice | Where-Object { $_[0] -eq $first.Groups[1].Value } | ForEach-Object {
            [pscustomobject]@{ memory_total_mib = [double] $_[2]; memory_free_mib = [double] $_[2] - [double] $_[1] }
        })
    return $record
}
