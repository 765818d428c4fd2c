function Test-GlmAcceleratorNeed {
    # Every need that has to do with the GPU; one line that says so for a profile that asks for none.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [AllowNull()] [object] $Lock = $null
    )
    if ($null -eq (Get-GlmValue -InputObject $Lock -Path 'needs.gpu')) {
        New-GlmNeed -Id 'gpu' -Name 'NVIDIA GPU' -Status 'pass' -Observed 'not asked' -Required 'none: this profile runs on the CPU' `
            -Evidence (New-GlmEvidence -Tool 'lock' -Key 'needs.gpu' -Raw 'null')
        return
    }
    $gpu = Get-GlmValue -InputObject $Facts -Path 'gpu'
    if ($null -eq $gpu) { $gpu = Get-GlmGpu -Facts $Facts }
    $codes = @(Get-GlmWheelArchitecture -Cuda (Get-GlmLockCuda -Lock $Lock) -Compatibility (Get-GlmCompatibility -Lock $Lock) -Need $Lock.needs.gpu)
    $chosen = Select-GlmGpu -Gpu @($gpu.gpus) -Architecture $codes
    $seen = Test-GlmGpuNeed -Facts $Facts -Gpu $gpu
    # Without a GPU there is nothing to say about its driver, unless the driver is why there is none.
    if ($null -eq $chosen -and $gpu.state -in 'none', 'removed') { return $seen }
    $driver = Test-GlmDriverNeed -Facts $Facts -Lock $Lock -Gpu $gpu -Chosen $chosen
    # Only the first need that blocks is shown, so it names the version itself.
    if ($gpu.state -eq 'no-driver') { $seen.Remedy = $driver.Remedy }
    $seen
    $driver
    Test-GlmCapabilityNeed -Lock $Lock -Chosen $chosen
    Test-GlmGpuMemoryNeed -Lock $Lock -Chosen $chosen
    Test-GlmGpuNote -Facts $Facts -Chosen $chosen
}
