function ConvertFrom-GlmNvidiaSmiGpuXml {
    # One <gpu> element as a record; $null where the element is no XML.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Text,
        [int] $Index = 0
    )
    # Without the programs that run on it: their names are anybody's text, and not always XML.
    $gpu = Read-GlmXmlElement -Text ([regex]::Replace($Text, '(?s)<(processes|accounted_processes)>.*?</\1>', ''))
    if ($null -eq $gpu) { return $null }
    $get = { param($path) $node = $gpu.SelectSingleNode($path); if ($null -ne $node) { $node.InnerText.Trim() } }
    # Power stood in power_readings before it moved to gpu_power_readings, where a second block for the module may follow.
    $power = '*[self::gpu_power_readings or self::power_readings]'
    $record = New-GlmGpuRecord -Field @{
        'index' = [string] $Index; 'uuid' = & $get 'uuid'; 'name' = & $get 'product_name'; 'pci.bus_id' = $gpu.GetAttribute('id')
        'driver_model.current' = & $get 'driver_model/current_dm'; 'driver_model.pending' = & $get 'driver_model/pending_dm'
        'memory.total' = & $get 'fb_memory_usage/total'; 'memory.free' = & $get 'fb_memory_usage/free'
        'compute_cap' = & $get 'compute_cap'; 'reset.required' = & $get 'gpu_reset_status/reset_required'; 'mig.mode.current' = & $get 'mig_mode/current_mig'
        'power.limit' = & $get "$power/*[self::current_power_limit or self::power_limit]"
        'power.default_limit' = & $get "$power/default_power_limit"; 'power.max_limit' = & $get "$power/max_power_limit"
    }
    if ($gpu.InnerText -match '(?i)GPU is lost') { $record.lost = $true }
    $record.mig_devices = @(foreach ($device in $gpu.SelectNodes('mig_devices/mig_device')) {
            $total = $device.SelectSingleNode('fb_memory_usage/total')
            $free = $device.SelectSingleNode('fb_memory_usage/free')
            [pscustomobject]@{
                memory_total_mib = $(if ($total) { ConvertFrom-GlmNvidiaSmiNumber -Text $total.InnerText })
                memory_free_mib  = $(if ($free) { ConvertFrom-GlmNvidiaSmiNumber -Text $free.InnerText })
            }
        })
    return $record
}
