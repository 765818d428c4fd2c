function Test-GlmDriverNeed {
    # The driver against the pinned CUDA and the chosen GPU, with the version to install and the fallback stack.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [Parameter(Mandatory)] [object] $Lock,
        [Parameter(Mandatory)] [object] $Gpu,
        [AllowNull()] [object] $Chosen = $null
    )
    $table = Get-GlmCompatibility -Lock $Lock
    $cuda = Get-GlmLockCuda -Lock $Lock
    $capability = [string] (Get-GlmValue -InputObject $Chosen -Path 'compute_capability' -Default '')
    # A package that lies in the driver store drives nothing while Windows says that the GPU has no driver.
    $none = $Gpu.state -eq 'no-driver'
    $running = $(if (-not $none) { $Gpu.driver_version })
    $verdict = Get-GlmDriverVerdict -DriverVersion $running -Cuda $cuda -Capability $capability `
        -LockFloor ([string] (Get-GlmValue -InputObject $Lock -Path 'needs.gpu.driver_floor_windows' -Default '')) -Compatibility $table
    $status = $(if ($none) { 'fail' } else { $verdict.status })
    $errorId = $(if ($none) { 'driver-missing' } else { $verdict.error_id })
    $notes = @($verdict.notes)
    $versions = @($Gpu.driver_sources | Where-Object { $_.source -notmatch '^driver store' } | ForEach-Object { $_.version } | Select-Object -Unique)
    if ($versions.Count -gt 1) { $notes += "The sources differ ($($versions -join ', ')): a driver update may wait for a restart." }
    $waiting = @(@(Get-GlmValue -InputObject $Facts -Path 'reboot.signals' -Default @()) | Where-Object { $null -ne $_ -and $_.name -eq 'file-renames' -and $_.strong })
    if ($status -eq 'fail' -and ($waiting.Count -or $versions.Count -gt 1) -and $errorId -eq 'driver-too-old') { $notes += 'A newer driver may already be installed: restart Windows first.' }
    $remedy = switch ($errorId) {
        { $_ -in 'driver-too-old', 'driver-missing' } { "Install NVIDIA driver $($verdict.install)$(if ($verdict.install -notmatch '\.') { ' (any release of that branch) or a newer one' } else { ' or newer' })$(if ($verdict.ceiling) { ", not above branch $($verdict.ceiling)" })." }
        'driver-branch-dropped' { "Install a driver of branch $($verdict.ceiling): newer ones no longer drive this GPU." }
        'driver-unknown' { "Run nvidia-smi and compare: $($verdict.required) is needed." }
    }
    $offer = $(if ($status -ne 'pass') {
            Get-GlmFallbackOffer -Fallback (Get-GlmValue -InputObject $Lock -Path 'needs.gpu.fallback') -DriverVersion $running -Capability $capability `
                -CapabilityLeast ([string] (Get-GlmValue -InputObject $Lock -Path 'needs.gpu.capability_min')) -Compatibility $table
        })
    $seen = $(if ($none) { 'none' } elseif ($running) { "driver $running$(if ($Gpu.cuda_version) { ", CUDA up to $($Gpu.cuda_version)" })" } else { 'unknown' })
    $evidence = @($Gpu.driver_sources | ForEach-Object { New-GlmEvidence -Tool $_.source -Key 'driver version' -Raw $_.raw })
    New-GlmNeed -Id 'driver' -Name 'NVIDIA driver' -Status $status -Observed $seen -Required $verdict.required -Evidence $evidence `
        -Remedy "$remedy $offer".Trim() -Verdict @{ ErrorId = $errorId; Blocking = ($status -ne 'pass'); Notes = $notes }
}
