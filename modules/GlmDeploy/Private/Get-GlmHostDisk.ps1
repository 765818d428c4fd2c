function Get-GlmHostDisk {
    # Free space for this user (quotas count) where the root is or will be: the nearest folder above it that exists.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([AllowEmptyString()] [string] $Root)
    if (-not $Root) { return $null }
    $folder = $Root
    while ($folder -and -not [System.IO.Directory]::Exists($folder)) { $folder = [System.IO.Path]::GetDirectoryName($folder) }
    if (-not $folder) { throw "No folder above '$Root' exists; is its drive connected?" }
    $native = Get-GlmNative
    $free = New-Object long[] 1
    $total = New-Object long[] 1
    $all = New-Object long[] 1
    if ($native::GetDiskFreeSpaceExW($folder, $free, $total, $all) -eq 0) { throw "GetDiskFreeSpaceEx failed for '$folder'." }
    return [pscustomobject]@{ path = $folder; free_bytes = $free[0]; total_bytes = $total[0]; source = 'GetDiskFreeSpaceEx' }
}
