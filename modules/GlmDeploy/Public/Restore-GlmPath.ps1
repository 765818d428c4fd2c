function Restore-GlmPath {
    <#
    .SYNOPSIS
        Gives PATH back from a backup of Repair-GlmPath.
    .DESCRIPTION
        Where nobody touched the value since the repair, it comes back byte for byte, kind included. Where somebody did, the
        entries that the repair took out come back, and what was done by hand since is kept and named: what was added stays,
        what was taken out stays out, an order stays. A second restore changes nothing.
        Answers Scope, Changed, Exact (byte for byte), KeptAdded, KeptRemoved, Value, Backup (of the state before the restore) and Message.
    .PARAMETER BackupPath
        The file that Repair-GlmPath named.
    .PARAMETER Force
        Writes a merged value of more than 2,047 characters, up to 32,767.
    .EXAMPLE
        Restore-GlmPath -BackupPath C:\ProgramData\Deploy-GLM\path-backup\path-machine-20261123-190000-1a2b3c4d.json
    .EXAMPLE
        Restore-GlmPath -BackupPath $repair.Backup -WhatIf
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $BackupPath,
        [switch] $Force
    )
    $backup = Read-GlmPathBackup -Path $BackupPath
    $location = $backup.location
    Assert-GlmPathWritable -Location $location
    $now = Get-GlmEnvironmentVariable -Location $location
    $result = [pscustomobject]@{ Scope = $location.scope; Changed = $false; Exact = $true; KeptAdded = @(); KeptRemoved = @(); Value = $now.text; Backup = $null; Message = '' }
    if (Test-GlmSameValue -Left $now -Right $backup.before) {
        $result.Message = 'PATH already is as it was before the repair.'
        return $result
    }
    $target = Resolve-GlmRestoreTarget -Backup $backup -Now $now
    $result.Exact = $target.exact
    $result.KeptAdded = $target.added
    $result.KeptRemoved = $target.removed
    $result.Message = $target.message
    if (Test-GlmSameValue -Left $now -Right $target.value) { return $result }
    if (-not $target.exact) { $result.Message = "$($target.message) $(Assert-GlmPathLength -Text $target.value.text -Force:$Force -DryRun:$WhatIfPreference)".Trim() }
    $result.Value = $target.value.text
    if (-not $PSCmdlet.ShouldProcess("PATH of the $($location.scope.ToLowerInvariant())", 'restore')) { return $result }
    $result.Backup = New-GlmPathBackup -Location $location -Before $now -After $target.value -Folder ([System.IO.Path]::GetDirectoryName([System.IO.Path]::GetFullPath($BackupPath)))
    Set-GlmEnvironmentVariable -Location $location -Value $target.value -Expected $now
    $result.Changed = $true
    if ($location.standard) { [void] (Send-GlmSettingChange) }
    return $result
}
