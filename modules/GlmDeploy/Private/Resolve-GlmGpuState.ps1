function Resolve-GlmGpuState {
    # One state from what nvidia-smi said, the GPUs that it described and what the device manager knows. The tool's word counts
    # while it describes a GPU that answers; where it is silent or sees nothing, the device manager explains why.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $State,
        [Parameter(Mandatory)] [string] $DeviceState,
        [AllowEmptyCollection()] [object[]] $Gpu = @()
    )
    if ($Gpu.Count) {
        $answering = @($Gpu | Where-Object { -not $_.lost -and -not $_.needs_reset -and ($_.name -or $_.uuid -or $null -ne $_.memory_total_mib) })
        if ($answering.Count) { return $(if ($State -eq 'silent') { 'silent' } else { 'ok' }) }
        if (@($Gpu | Where-Object { $_.lost }).Count) { return 'lost' }
        if (@($Gpu | Where-Object { $_.needs_reset }).Count) { return 'reset' }
        return 'mute'
    }
    if ($State -notin 'ok', 'none', 'no-tool', 'not-loaded', 'library-missing', 'unknown', 'not-started', 'handle') { return $State }
    if ($DeviceState -in 'removed', 'disabled', 'problem', 'powered-off', 'no-driver', 'restart') { return $DeviceState }
    # The two disagree: neither is believed.
    if ($State -eq 'none' -and $DeviceState -eq 'present') { return 'unseen' }
    if ($State -eq 'no-tool' -and $DeviceState -in 'none', 'unknown') { return $DeviceState }
    if ($State -eq 'ok') { return 'unknown' }
    return $State
}
