function Test-GlmGpuNote {
    # Information only, never a failure: driver model, power limit, CUDA toolkits, Visual C++ run-time.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [AllowNull()] [object] $Chosen = $null
    )
    $model = [string] (Get-GlmValue -InputObject $Chosen -Path 'driver_model' -Default '')
    $pending = [string] (Get-GlmValue -InputObject $Chosen -Path 'driver_model_pending' -Default '')
    $notes = @()
    if ($pending -and $model -and $pending -ne $model) { $notes += "Changes to $pending with the next restart." }
    if ($model -eq 'WDDM') { $notes += 'WDDM: Windows takes part of the memory and may move the rest; TCC or MCDM avoid that on workstation cards.' }
    $limit = Get-GlmValue -InputObject $Chosen -Path 'power_limit_w'
    $usual = Get-GlmValue -InputObject $Chosen -Path 'power_default_w'
    if ($null -ne $limit -and $null -ne $usual -and $limit -lt $usual * 0.9) { $notes += ('Power is limited to {0:N0} W of {1:N0} W: expect lower speed.' -f $limit, $usual) }
    New-GlmNeed -Id 'driver-model' -Name 'Driver model' -Status $(if ($model) { 'pass' } else { 'unknown' }) -Observed $(if ($model) { $model } else { 'unknown' }) -Required 'any (information)' `
        -Evidence (New-GlmEvidence -Tool 'nvidia-smi' -Key 'driver_model' -Raw "$model, pending $pending; power limit $limit W of $usual W") -Verdict @{ Notes = $notes }
    $kits = @(@(Get-GlmValue -InputObject $Facts -Path 'toolkits' -Default @()) | Where-Object { $null -ne $_ })
    $failed = Get-GlmValue -InputObject $Facts -Path 'problems.toolkits'
    New-GlmNeed -Id 'cuda-toolkit' -Name 'CUDA toolkit (nvcc)' -Status $(if ($failed) { 'unknown' } else { 'pass' }) `
        -Observed $(if ($kits.Count) { (@($kits | ForEach-Object { "$($_.version)$(if (-not $_.nvcc) { ' without nvcc' })" }) -join ', ') } else { 'none' }) -Required 'none: the pinned packages bring their own CUDA' `
        -Evidence @($kits | ForEach-Object { New-GlmEvidence -Tool 'toolkit folders' -Key $_.source -Raw $_.folder }) -Remedy 'Nothing to do.'
}
