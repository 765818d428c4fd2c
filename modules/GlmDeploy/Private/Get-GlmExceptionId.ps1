function Get-GlmExceptionId {
    # The error id behind an exception that nobody gave one.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [System.Exception] $Exception)
    # 39 and 112 are ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL; the low word of an IOException's HResult holds them.
    if ($Exception -is [System.IO.IOException] -and (($Exception.HResult -band 0xFFFF) -in 39, 112)) { return 'disk-full' }
    if ($Exception -is [System.UnauthorizedAccessException]) { return 'root-not-writable' }
    # 19 is ERROR_WRITE_PROTECT: a disk, or a share, that only reads.
    if ($Exception -is [System.IO.IOException] -and ($Exception.HResult -band 0xFFFF) -eq 19) { return 'root-not-writable' }
    if ($Exception -is [System.Management.Automation.PipelineStoppedException]) { return 'interrupted' }
    return 'internal'
}
