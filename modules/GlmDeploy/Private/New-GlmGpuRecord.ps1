function New-GlmGpuRecord {
    # What is known of one GPU. Every field is $null until something said it; -Field holds raw texts by field name.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object in memory.')]
    [OutputType([pscustomobject])]
    param([hashtable] $Field = @{})
    $text = {
        param($name, $pattern)
        $value = "$($Field[$name])".Trim()
        if ($value -match $pattern) { return $value }
    }
    $number = { param($name) ConvertFrom-GlmNvidiaSmiNumber -Text "$($Field[$name])" }
    $all = (@($Field.Values) | ForEach-Object { "$_" }) -join "`n"
    $name = & $text 'name' '^(?!\[?(N/A|Not Supported|Not Found|Unknown( Error)?|GPU is lost|GPU requires reset|Insufficient Permissions|ERR!|None)\]?$).+'
    return [pscustomobject]@{
        index = & $number 'index'; uuid = & $text 'uuid' '^GPU-[0-9A-Fa-f-]{8,}$'; name = $name
        name_cut = ($null -ne $name -and $name.EndsWith('...', [StringComparison]::Ordinal))
        bus_id = & $text 'pci.bus_id' '^[0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f]$'
        driver_model = & $text 'driver_model.current' '^(WDDM|TCC|MCDM|WDM)$'
        driver_model_pending = & $text 'driver_model.pending' '^(WDDM|TCC|MCDM|WDM)$'
        memory_total_mib = & $number 'memory.total'; memory_free_mib = & $number 'memory.free'
        compute_capability = & $text 'compute_cap' '^\d{1,2}\.\d$'; capability_source = $null
        mig = & $text 'mig.mode.current' '^(Enabled|Disabled)$'; mig_devices = @()
        power_limit_w = & $number 'power.limit'; power_default_w = & $number 'power.default_limit'; power_max_w = & $number 'power.max_limit'
        lost = ($all -match '(?i)GPU is lost'); needs_reset = ($all -match '(?i)GPU requires reset')
        reset_advised = ("$($Field['reset.required'])".Trim() -eq 'Yes')
    }
}
