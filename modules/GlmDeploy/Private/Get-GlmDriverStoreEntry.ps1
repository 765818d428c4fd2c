function Get-GlmDriverStoreEntry {
    # Display driver packages in the driver store, newest first. A package may lie there without being in use, so its
    # version is the last source that is asked.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $system = $(if ([Environment]::Is64BitProcess) { [Environment]::GetFolderPath('System') } else { Join-Path ([Environment]::GetFolderPath('Windows')) 'Sysnative' })
    $store = Join-Path $system 'DriverStore\FileRepository'
    if (-not [System.IO.Directory]::Exists($store)) { return }
    $folders = foreach ($folder in [System.IO.Directory]::GetDirectories($store, 'nv*.inf_amd64_*')) {
        $library = [System.IO.Path]::Combine($folder, 'nvml.dll')
        if (-not [System.IO.File]::Exists($library)) { $library = [System.IO.Path]::Combine($folder, 'nvcuda64.dll') }
        if (-not [System.IO.File]::Exists($library)) { continue }
        $version = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($library).FileVersion
        [pscustomobject]@{
            folder = $folder; file = $library; file_version = $version
            driver_version = ConvertFrom-GlmDriverFileVersion -FileVersion $version
            written = [System.IO.File]::GetLastWriteTimeUtc($library)
        }
    }
    @($folders) | Where-Object { $null -ne $_ } | Sort-Object -Property written -Descending
}
