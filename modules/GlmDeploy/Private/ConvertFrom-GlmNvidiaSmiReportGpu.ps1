function ConvertFrom-GlmNvidiaSmiReportGpu {
    # One GPU of the report for people as a record. What programs run on it is left out: their names are anybody's text.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Line,
        [Parameter(Mandatory)] [string] $BusId,
        [int] $Indent = 0
    )
    $names = @{
        'Product Name' = 'name'; 'GPU UUID' = 'uuid'; 'Driver Model/Current' = 'driver_model.current'; 'Driver Model/Pending' = 'driver_model.pending'
        'FB Memory Usage/Total' = 'memory.total'; 'FB Memory Usage/Free' = 'memory.free'; 'Memory Usage/Total' = 'memory.total'; 'Memory Usage/Free' = 'memory.free'
        'MIG Mode/Current' = 'mig.mode.current'; 'Power Readings/Power Limit' = 'power.limit'; 'GPU Power Readings/Current Power Limit' = 'power.limit'
        'Power Readings/Default Power Limit' = 'power.default_limit'; 'GPU Power Readings/Default Power Limit' = 'power.default_limit'
        'Power Readings/Max Power Limit' = 'power.max_limit'; 'GPU Power Readings/Max Power Limit' = 'power.max_limit'; 'GPU Reset Status/Reset Required' = 'reset.required'
    }
    $field = @{ 'pci.bus_id' = $BusId }
    $slices = New-Object System.Collections.ArrayList
    $path = @('', '', '', '', '', '', '', '')
    foreach ($one in $Line) {
        if ($one -notmatch '^(\s*)(\S.*?)(?:\s*:\s(.*))?$') { continue }
        $depth = [Math]::Min([int] [Math]::Floor(($Matches[1].Length - $Indent) / 4) - 1, 7)
        if ($depth -lt 0) { continue }
        $path[$depth] = $Matches[2].Trim()
        $value = $(if ($Matches.ContainsKey(3)) { $Matches[3].Trim() })
        $place = $path[0..$depth] -join '/'
        if ($place -match '^MIG Devices?$' -and $null -eq $value) { [void] $slices.Add(@{}) }
        if ($null -eq $value -or $place -match '^(Accounted )?Processes(/|$)') { continue }
        if ($slices.Count -and $place -match '^MIG Devices?/FB Memory Usage/(Total|Free)$') { $slices[$slices.Count - 1][$Matches[1]] = $value }
        # Here every size carries its unit, so a number without one was cut.
        elseif ($names.ContainsKey($place) -and -not ($names[$place] -like 'memory.*' -and $value -match '^\d+$')) { $field[$names[$place]] = $value }
    }
    $record = New-GlmGpuRecord -Field $field
    $record.mig_devices = @($slices | ForEach-Object {
            [pscustomobject]@{ memory_total_mib = ConvertFrom-GlmNvidiaSmiNumber -Text $_['Total']; memory_free_mib = ConvertFrom-GlmNvidiaSmiNumber -Text $_['Free'] }
        })
    return $record
}
