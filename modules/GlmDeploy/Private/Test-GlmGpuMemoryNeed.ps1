function Test-GlmGpuMemoryNeed {
    # Memory of the chosen GPU. Cards report a little less than their nominal size (24,564 MiB of a 24 GiB card), so the
    # card's size passes from 99 % on; too little free because of other programs is another failure than too small a card.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Lock,
        [AllowNull()] [object] $Chosen = $null
    )
    $need = Get-GlmValue -InputObject $Lock -Path 'needs.gpu.vram_gib'
    $memory = $(if ($Chosen) { Get-GlmGpuMemory -Gpu $Chosen } else { [pscustomobject]@{ total = $null; free = $null; what = 'card' } })
    $status = 'pass'
    $errorId = 'gpu-memory'
    $remedy = 'Use a GPU with more memory, or a profile with a smaller model or a stronger quantization.'
    if ($null -ne $need) {
        $wanted = [double] $need * 1024
        if ($null -eq $memory.total -and $null -eq $memory.free) { $status = 'unknown' }
        elseif ($null -ne $memory.total -and $memory.total -lt $wanted * 0.99) { $status = 'fail' }
        elseif ($null -eq $memory.free) { $status = 'unknown' }
        elseif ($memory.free -lt [Math]::Min($wanted, $(if ($null -ne $memory.total) { $memory.total * 0.9 } else { $wanted }))) {
            $status = 'fail'
            $errorId = 'gpu-memory-busy'
            $remedy = 'Close the programs that use the GPU (nvidia-smi lists them), then run again.'
        }
    }
    $seen = "$(if ($null -ne $memory.total) { '{0:N0} MiB' -f $memory.total } else { 'unknown size' }), $(if ($null -ne $memory.free) { '{0:N0} MiB free' -f $memory.free } else { 'free part unknown' }) ($($memory.what))"
    New-GlmNeed -Id 'gpu-memory' -Name 'GPU memory' -Status $status -Observed $seen -Required $(if ($null -ne $need) { "$need GiB" } else { 'not stated by the lock' }) `
        -Evidence (New-GlmEvidence -Tool 'nvidia-smi' -Key 'fb_memory_usage' -Raw $seen) -Remedy $remedy -Verdict @{ ErrorId = $errorId; Blocking = ($status -eq 'fail') }
}
