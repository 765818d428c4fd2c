function Get-GlmDefaultRoot {
    # ProgramData for SYSTEM and administrators, so that every user finds the same deployment; else the user's own folder.
    [CmdletBinding()]
    [OutputType([string])]
    param([bool] $Elevated = (Test-GlmElevated))
    $folder = [System.Environment+SpecialFolder]::LocalApplicationData
    if ($Elevated) { $folder = [System.Environment+SpecialFolder]::CommonApplicationData }
    return [System.IO.Path]::Combine([System.Environment]::GetFolderPath($folder), 'DeployGLM')
}
