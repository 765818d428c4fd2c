function Get-GlmGpuMemory {
    # Total and free MiB that one process can use on a GPU: the largest MIG slice where slices are on, else the card.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Gpu)
    $total = Get-GlmValue -InputObject $Gpu -Path 'memory_total_mib'
    $free = Get-GlmValue -InputObject $Gpu -Path 'memory_free_mib'
    $what = 'card'
    if ((Get-GlmValue -InputObject $Gpu -Path 'mig') -eq 'Enabled') {
        $what = 'MIG slice'
        $slices = @(@(Get-GlmValue -InputObject $Gpu -Path 'mig_devices' -Default @()) | Where-Object { $null -ne $_ -and $null -ne $_.memory_total_mib } |
                Sort-Object -Property memory_total_mib -Descending)
        $total = $(if ($slices.Count) { $slices[0].memory_total_mib })
        $free = $(if ($slices.Count) { $slices[0].memory_free_mib })
    }
    return [pscustomobject]@{ total = $total; free = $free; what = $what }
}
