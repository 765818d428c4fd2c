function Get-GlmDriverFloor {
    # The lowest driver: the highest of the CUDA major's floor, the lock's own floor and the extra floor of a new GPU family.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Cuda,
        [AllowNull()] [AllowEmptyString()] [string] $Capability,
        [AllowNull()] [AllowEmptyString()] [string] $LockFloor,
        [Parameter(Mandatory)] [object] $Compatibility
    )
    $major = $Cuda.Split('.')[0]
    $floors = @($LockFloor)
    foreach ($row in @($Compatibility.driver_floor)) {
        if ([string] (Get-GlmValue -InputObject $row -Path 'cuda_major') -eq $major) { $floors += [string] (Get-GlmValue -InputObject $row -Path 'windows') }
    }
    foreach ($row in @($Compatibility.driver_extra_floor)) {
        $from = Get-GlmValue -InputObject $row -Path 'capability_min'
        if ($from -and [string] (Get-GlmValue -InputObject $row -Path 'cuda_major') -eq $major -and (Compare-GlmVersion -Observed $Capability -Required $from) -ge 0 -and $Capability) {
            $floors += [string] (Get-GlmValue -InputObject $row -Path 'windows')
        }
    }
    $best = ''
    foreach ($floor in $floors) {
        if (-not $floor -or $floor -notmatch '^\d+(\.\d+)*$') { continue }
        if (-not $best -or (Compare-GlmVersion -Observed $best -Required $floor) -lt 0) { $best = $floor }
    }
    return $best
}
