function Test-GlmDiskNeed {
    # Free space against the lock's figure for a first deployment. A root that already holds one of this profile needs less:
    # what is there is counted as there, so that a repair on a full disk is not refused.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [AllowNull()] [object] $Lock = $null,
        [AllowEmptyString()] [string] $Root = ''
    )
    $need = Get-GlmValue -InputObject $Lock -Path 'needs.disk_gib'
    $free = Get-GlmValue -InputObject $Facts -Path 'disk.free_bytes'
    $place = [string] (Get-GlmValue -InputObject $Facts -Path 'disk.path' -Default '')
    $raw = Get-GlmValue -InputObject $Facts -Path 'problems.disk' -Default "$free bytes free"
    $promoted = $(if ($Root) { Get-GlmValue (Read-GlmJsonFile -Path ([System.IO.Path]::Combine($Root, 'current.json'))) 'profile' })
    $done = $promoted -and $promoted -eq (Get-GlmValue -InputObject $Lock -Path 'profile')
    $limit = $(if ($null -ne $need) { $(if ($done) { [double] $need * 0.1 } else { [double] $need }) })
    $status = 'pass'
    if ($null -eq $free) { $status = 'unknown' }
    elseif ($null -ne $limit -and [double] $free / 1GB -lt $limit) { $status = 'fail' }
    $seen = $(if ($null -ne $free) { '{0:N1} GiB free for {1}' -f ([double] $free / 1GB), $place } else { 'unknown' })
    New-GlmNeed -Id 'disk' -Name 'Disk space' -Status $status -Observed $seen -Required $(if ($null -ne $limit) { "$limit GiB free" } else { 'not stated by the lock' }) `
        -Evidence (New-GlmEvidence -Tool 'GetDiskFreeSpaceEx' -Key $place -Raw $raw) -Remedy 'Free the missing space, or choose a folder on another drive with -Root.' `
        -Verdict @{ ErrorId = 'disk-too-small'; Blocking = ($status -eq 'fail') }
}
