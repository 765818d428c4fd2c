function Test-GlmLink {
    # Whether a folder is a link or a junction to another place.
    [CmdletBinding()]
    [OutputType([bool])]
    param([Parameter(Mandatory)] [string] $Path)
    if (-not [System.IO.Directory]::Exists($Path)) { return $false }
    return [bool] ((New-Object System.IO.DirectoryInfo $Path).Attributes -band [System.IO.FileAttributes]::ReparsePoint)
}
