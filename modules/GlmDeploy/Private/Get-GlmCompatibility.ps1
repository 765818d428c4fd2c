function Get-GlmCompatibility {
    # The driver and architecture facts that the verdicts need: what the lock carries ('compatibility'), else this table.
    # It repeats manifests/compatibility.yaml (sources stand there), so that a lock without the object still gets a verdict.
    [CmdletBinding()]
    [OutputType([object])]
    param([AllowNull()] [object] $Lock = $null)
    $carried = Get-GlmValue -InputObject $Lock -Path 'compatibility'
    $own = [pscustomobject]@{
        # Any X.y run-time runs on a driver at or above the floor of X. CUDA 13: only the branch is published.
        driver_floor          = @(@{ cuda_major = 11; windows = '452.39' }, @{ cuda_major = 12; windows = '528.33' }, @{ cuda_major = 13; windows = '580' })
        # Blackwell (10.x, 12.x) came with CUDA 12.8.
        driver_extra_floor    = @(@{ capability_min = '10.0'; cuda_major = 12; windows = '570.65' })
        # Branches above the last one do not drive capabilities below the named one. On Windows a branch spans several
        # numbers (580.xx to 582.xx are all branch 580), so the first number of the next branch is what decides.
        driver_branch_drops   = @(@{ last_branch = 580; next_branch = 590; below = '7.5' }, @{ last_branch = 470; next_branch = 495; below = '5.0' })
        # The driver that belongs to a toolkit; from 13.0 on NVIDIA publishes none for Windows.
        cuda_releases         = @{ '11.7' = '516.31'; '11.8' = '520.06'; '12.1' = '531.14'; '12.4' = '551.78'; '12.6' = '561.17'; '12.8' = '572.61'; '12.9' = '576.57' }
        variant_archs_windows = @{
            cu117 = @('3.7', '5.0', '6.0', '6.1', '7.0', '7.5', '8.0', '8.6'); cu118 = @('3.7', '5.0', '6.0', '6.1', '7.0', '7.5', '8.0', '8.6', '9.0')
            cu121 = @('5.0', '6.0', '6.1', '7.0', '7.5', '8.0', '8.6', '9.0'); cu124 = @('5.0', '6.0', '6.1', '7.0', '7.5', '8.0', '8.6', '9.0')
            cu126 = @('5.0', '6.0', '6.1', '7.0', '7.5', '8.0', '8.6', '9.0'); cu128 = @('7.5', '8.0', '8.6', '9.0', '10.0', '12.0')
            cu129 = @('7.5', '8.0', '8.6', '9.0', '10.0', '12.0'); cu130 = @('7.5', '8.0', '8.6', '9.0', '10.0', '12.0'); cu132 = @('7.5', '8.0', '8.6', '9.0', '10.0', '12.0')
        }
    }
    foreach ($name in 'driver_floor', 'variant_archs_windows') {
        $value = Get-GlmValue -InputObject $carried -Path $name
        if ($null -ne $value) { $own.$name = $value }
    }
    return $own
}
