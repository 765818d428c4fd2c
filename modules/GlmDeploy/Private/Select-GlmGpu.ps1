function Select-GlmGpu {
    # The GPU to use out of several: one that answers and whose capability the wheel has code for, with the most free memory.
    # With MIG switched on only a slice can be used, so its memory counts.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [AllowEmptyCollection()] [object[]] $Gpu,
        [AllowNull()] [AllowEmptyCollection()] [string[]] $Architecture
    )
    $ranked = foreach ($item in @($Gpu)) {
        $dead = (Get-GlmValue -InputObject $item -Path 'lost' -Default $false) -or (Get-GlmValue -InputObject $item -Path 'needs_reset' -Default $false)
        $fit = Test-GlmCapabilityFit -Capability (Get-GlmValue -InputObject $item -Path 'compute_capability') -Architecture $Architecture
        $memory = Get-GlmGpuMemory -Gpu $item
        $rank = $(if ($dead) { 0 } elseif ($fit -eq $true) { 3 } elseif ($null -eq $fit) { 2 } else { 1 })
        [pscustomobject]@{ gpu = $item; rank = $rank; memory = $(if ($null -ne $memory.free) { $memory.free } elseif ($null -ne $memory.total) { $memory.total } else { -1 }) }
    }
    $best = @($ranked | Sort-Object -Property @{ Expression = 'rank'; Descending = $true }, @{ Expression = 'memory'; Descending = $true })
    if ($best.Count) { return $best[0].gpu }
}
