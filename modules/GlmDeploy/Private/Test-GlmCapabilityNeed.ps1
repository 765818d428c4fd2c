function Test-GlmCapabilityNeed {
    # The chosen GPU's compute capability against the code in the pinned wheel and the profile's minimum. Unknown does not
    # block: torch itself asks the driver before anything large is made.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Lock,
        [AllowNull()] [object] $Chosen = $null
    )
    $table = Get-GlmCompatibility -Lock $Lock
    $cuda = Get-GlmLockCuda -Lock $Lock
    $codes = @(Get-GlmWheelArchitecture -Cuda $cuda -Compatibility $table -Need (Get-GlmValue -InputObject $Lock -Path 'needs.gpu'))
    $capability = [string] (Get-GlmValue -InputObject $Chosen -Path 'compute_capability' -Default '')
    $least = [string] (Get-GlmValue -InputObject $Lock -Path 'needs.gpu.capability_min' -Default '')
    $fit = Test-GlmCapabilityFit -Capability $capability -Architecture $codes
    $enough = $(if ($least) { Compare-GlmVersion -Observed $capability -Required $least } else { 0 })
    $status = 'pass'
    if ($fit -eq $false -or ($null -ne $enough -and $enough -lt 0)) { $status = 'fail' }
    elseif ($null -eq $fit -or $null -eq $enough) { $status = 'unknown' }
    $newest = $(if ($codes.Count) { $codes[-1] })
    $older = @(Get-GlmWheelArchitecture -Cuda '12.6' -Compatibility $table)
    $remedy = 'Use a GPU that the wheel has code for.'
    # No stack helps where the profile itself asks for more.
    if ($enough -eq -1) { $remedy = "Choose a profile for an older GPU; this one asks for capability $least." }
    elseif ($fit -eq $false -and (Compare-GlmVersion -Observed $capability -Required $newest) -gt 0) { $remedy = 'This GPU is newer than the wheel: choose a stack with a newer CUDA (12.8 or later for Blackwell).' }
    elseif ($fit -eq $false -and (Test-GlmCapabilityFit -Capability $capability -Architecture $older)) { $remedy = 'This GPU is older than the wheel: choose a stack with CUDA 12.6 (torch 2.14 or older).' }
    New-GlmNeed -Id 'gpu-capability' -Name 'Compute capability' -Status $status -Observed $(if ($capability) { $capability } else { 'unknown' }) `
        -Required ("code for it in the CUDA $cuda wheel ($($codes -join ', '))" + $(if ($least) { ", at least $least" })) `
        -Evidence (New-GlmEvidence -Tool ([string] (Get-GlmValue -InputObject $Chosen -Path 'capability_source' -Default 'none')) -Key 'compute_cap' -Raw ([string] (Get-GlmValue -InputObject $Chosen -Path 'name' -Default ''))) `
        -Remedy $remedy -Verdict @{ ErrorId = 'gpu-capability'; Blocking = ($status -eq 'fail') }
}
