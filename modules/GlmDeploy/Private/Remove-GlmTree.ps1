function Remove-GlmTree {
    # Removes a folder of ours with all that is in it, read-only files too; nothing there is fine. A link is removed,
    # not followed.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; its public callers ask.')]
    param([Parameter(Mandatory)] [string] $Path)
    for ($attempt = 1; [System.IO.Directory]::Exists($Path); $attempt++) {
        try {
            $folder = New-Object System.IO.DirectoryInfo $Path
            if ($folder.Attributes -band [System.IO.FileAttributes]::ReparsePoint) { $folder.Delete(); return }
            Remove-Item -LiteralPath $Path -Recurse -Force -ErrorAction Stop
        }
        catch {
            if ($attempt -ge 20) {
                throw (New-GlmErrorRecord -Id 'environment-in-use' -Message "The folder $Path cannot be removed: $($_.Exception.Message)" -Target $Path)
            }
            [System.Threading.Thread]::Sleep(100)
        }
    }
}
