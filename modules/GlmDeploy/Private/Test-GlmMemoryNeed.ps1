function Test-GlmMemoryNeed {
    # Installed memory, not free memory: what is free changes from minute to minute. Firmware and graphics keep up to a
    # twentieth of what is installed, so a '32 GB' machine passes a need of 31.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [AllowNull()] [object] $Lock = $null
    )
    $need = Get-GlmValue -InputObject $Lock -Path 'needs.memory_gib'
    $total = Get-GlmValue -InputObject $Facts -Path 'memory.total_bytes'
    $available = Get-GlmValue -InputObject $Facts -Path 'memory.available_bytes'
    $status = 'pass'
    if ($null -eq $total) { $status = 'unknown' }
    elseif ($null -ne $need -and [double] $total / 1GB -lt [double] $need * 0.95) { $status = 'fail' }
    $notes = @()
    if ($status -eq 'pass' -and $null -ne $need -and $null -ne $available -and [double] $available / 1GB -lt [double] $need) {
        $notes = @('Less than that is free just now: close other programs, or Windows will swap.')
    }
    $seen = $(if ($null -ne $total) { '{0:N1} GiB, {1:N1} GiB of it free' -f ([double] $total / 1GB), ([double] $available / 1GB) } else { 'unknown' })
    New-GlmNeed -Id 'memory' -Name 'Memory' -Status $status -Observed $seen -Required $(if ($null -ne $need) { "$need GiB" } else { 'not stated by the lock' }) `
        -Evidence (New-GlmEvidence -Tool 'GlobalMemoryStatusEx' -Raw (Get-GlmValue -InputObject $Facts -Path 'problems.memory' -Default "$total bytes, $available available")) `
        -Remedy 'Use a machine with more memory, or a profile with a smaller model.' -Verdict @{ ErrorId = 'memory-too-small'; Blocking = ($status -eq 'fail'); Notes = $notes }
}
