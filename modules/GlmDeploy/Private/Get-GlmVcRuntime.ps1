function Get-GlmVcRuntime {
    # The Visual C++ run-time that a virtual environment's torch would load. A conda environment brings its own.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $file = Join-Path ([Environment]::GetFolderPath('System')) 'msvcp140.dll'
    if (-not [System.IO.File]::Exists($file)) { return [pscustomobject]@{ path = $file; version = $null } }
    $info = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($file)
    $version = '{0}.{1}.{2}.{3}' -f $info.FileMajorPart, $info.FileMinorPart, $info.FileBuildPart, $info.FilePrivatePart
    return [pscustomobject]@{ path = $file; version = $version }
}
