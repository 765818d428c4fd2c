function Get-GlmFolderFile {
    # Files of a folder that match a pattern; none where the folder is missing, closed to us, or its name is no name.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Folder,
        [Parameter(Mandatory)] [string] $Pattern
    )
    if (-not [System.IO.Directory]::Exists($Folder)) { return }
    try {
        [System.IO.Directory]::GetFiles($Folder, $Pattern)
    }
    catch [System.UnauthorizedAccessException], [System.IO.IOException], [System.ArgumentException], [System.NotSupportedException] {
        Write-Verbose "'$Folder' cannot be looked into: $($_.Exception.Message)"
    }
}
