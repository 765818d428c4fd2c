function Get-GlmNvidiaSmiQuery {
    # The fields that we ask nvidia-smi for, in this order, where its report cannot be read: all of them old enough for any release.
    [CmdletBinding()]
    [OutputType([string[]])]
    param()
    return 'index', 'uuid', 'name', 'pci.bus_id', 'driver_version', 'driver_model.current', 'memory.total', 'memory.free'
}
