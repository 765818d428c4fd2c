function Restore-GlmRepairedPath {
    # Takes back every repair of PATH that still stands, newest first, and removes the backups of a value that came back
    # whole. What may not be done here (another user's PATH, the machine's without an administrator) is said, not thrown.
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param([AllowEmptyCollection()] [string[]] $Folder = @())
    foreach ($one in $Folder) {
        $restored = $true
        foreach ($backup in @(Get-GlmPathRepair -Folder $one)) {
            if (-not $PSCmdlet.ShouldProcess($backup, 'Restore PATH')) { $restored = $false; continue }
            try {
                $done = Restore-GlmPath -BackupPath $backup -Force -Confirm:$false
                [pscustomobject]@{ Scope = $done.Scope; Backup = $backup; Restored = $true; Message = $done.Message }
            }
            catch {
                $restored = $false
                [pscustomobject]@{ Scope = ''; Backup = $backup; Restored = $false; Message = $_.Exception.Message }
            }
        }
        if (-not $restored -or -not [System.IO.Directory]::Exists($one)) { continue }
        if (-not $PSCmdlet.ShouldProcess($one, 'Remove the backups of PATH')) { continue }
        foreach ($file in [System.IO.Directory]::GetFiles($one, 'path-*.json')) { Remove-GlmOwnFile -Path $file -Attempts 3 }
        foreach ($empty in $one, [System.IO.Path]::GetDirectoryName($one)) {
            if (-not [System.IO.Directory]::GetFileSystemEntries($empty).Length) { Remove-GlmOwnFile -Path $empty -Attempts 3 -Folder }
        }
    }
}
