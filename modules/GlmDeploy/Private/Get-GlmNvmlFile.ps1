function Get-GlmNvmlFile {
    # The version in nvml.dll's resource: the driver's own library, readable without loading it or starting anything.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    foreach ($place in Get-GlmNvidiaFolder) {
        $file = [System.IO.Path]::Combine($place.folder, 'nvml.dll')
        if (-not [System.IO.File]::Exists($file)) { continue }
        $version = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($file).FileVersion
        return [pscustomobject]@{
            path = $file; found_by = $place.found_by; file_version = $version
            driver_version = ConvertFrom-GlmDriverFileVersion -FileVersion $version
        }
    }
    return $null
}
