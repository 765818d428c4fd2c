function Remove-GlmOwnFile {
    # Removes one file, or one empty folder or link to a folder (-Folder).
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; its public callers ask.')]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [int] $Attempts = 20,
        [switch] $Folder
    )
    for ($attempt = 1; ; $attempt++) {
        try {
            if ($Folder) {
                $info = New-Object System.IO.DirectoryInfo $Path
                if (-not ($info.Attributes -band [System.IO.FileAttributes]::ReparsePoint)) { $info.Attributes = [System.IO.FileAttributes]::Normal }
                [System.IO.Directory]::Delete($Path)
            }
            else {
                $info = New-Object System.IO.FileInfo $Path
                if ($info.IsReadOnly) { $info.IsReadOnly = $false }
                [System.IO.File]::Delete($Path)
            }
            return
        }
        catch {
            $cause = $_.Exception.GetBaseException()
            if ($cause -is [System.IO.DirectoryNotFoundException] -or $cause -is [System.IO.FileNotFoundException]) { return }
            if ($attempt -ge $Attempts) { throw (New-GlmErrorRecord -Id 'uninstall-blocked' -Message "$Path cannot be removed: $($cause.Message)" -Target $Path) }
            [System.Threading.Thread]::Sleep(100)
        }
    }
}
