function Repair-GlmPath {
    <#
    .SYNOPSIS
        Takes repeated, empty and shadowing entries out of the stored PATH of the user or the machine.
    .DESCRIPTION
        The value is read unexpanded and keeps its kind (REG_SZ or REG_EXPAND_SZ); a value of another kind is left alone.
        Entries are compared whole, not by part. Before the write, a backup with the exact bytes is written and read back;
        Restore-GlmPath gives the value back from it. Running programs are told of the change. With -WhatIf nothing is
        written, and the answer shows what would be. A second run changes nothing. Two entries count as one folder when their
        letters do, or when only names that Windows itself sets (%SystemRoot% and the like) make the difference and the kind
        is REG_EXPAND_SZ; an entry without quotes and outer blanks is never taken out for one with them.
        Answers Scope, Changed, Before, After, Diff (lines with ' ' kept and '-' taken out), Removed, Backup, Announced and
        Message (with -WhatIf: why the write would be refused).
    .PARAMETER Scope
        User or Machine. SYSTEM may not use User; Machine needs an administrator.
    .PARAMETER Remove
        What goes: Duplicate, Empty, Shadowing (PhysX's cudart), and only when asked Missing (folders that do not exist on a
        drive that does), Python (Pythons, conda roots, Store aliases), Cuda (toolkit folders).
    .PARAMETER Entry
        Further entries to take out, each compared whole.
    .PARAMETER BackupFolder
        Where the backup goes; by default below ProgramData (Machine) or LocalAppData (User).
    .PARAMETER Force
        Writes a value of more than 2,047 characters, up to 32,767.
    .PARAMETER RegistryPath
        Another registry key of the same shape, for trials and tests.
    .EXAMPLE
        Repair-GlmPath -Scope User -WhatIf | Select-Object -ExpandProperty Diff
    .EXAMPLE
        Repair-GlmPath -Scope Machine -Remove Duplicate, Shadowing
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [ValidateSet('User', 'Machine')] [string] $Scope,
        [ValidateSet('Duplicate', 'Empty', 'Shadowing', 'Missing', 'Python', 'Cuda')] [string[]] $Remove = @('Duplicate', 'Empty', 'Shadowing'),
        [string[]] $Entry = @(),
        [string] $BackupFolder = '',
        [switch] $Force,
        [Parameter(DontShow)] [string] $RegistryPath = ''
    )
    $location = Resolve-GlmPathLocation -Scope $Scope -RegistryPath $RegistryPath
    Assert-GlmPathWritable -Location $location
    $before = Get-GlmEnvironmentVariable -Location $location
    $result = [pscustomobject]@{ Scope = $Scope; Changed = $false; Before = $before.text; After = $before.text; Diff = @(); Removed = @(); Backup = $null; Announced = $false; Message = '' }
    if (-not $before.exists) { return $result }
    if ($null -eq $before.text) {
        throw (New-GlmErrorRecord -Id 'path-kind-unsupported' -Message "PATH of the $($Scope.ToLowerInvariant()) has registry kind $($before.kind) and $($before.bytes.Length) bytes that are no plain text; it was left alone.")
    }
    $plan = @(Get-GlmPathPlan -Text $before.text -Remove $Remove -Entry $Entry -Variable (Get-GlmPathVariable -Kind $before.kind -Scope $Scope))
    $result.Removed = @($plan | Where-Object { $_.reason })
    $result.Diff = @($plan | ForEach-Object { $(if ($_.reason) { "- $($_.entry)    ($($_.reason))" } else { "  $($_.entry)" }) })
    if ($result.Removed.Count -eq 0) { return $result }
    $result.After = @($plan | Where-Object { -not $_.reason } | ForEach-Object { $_.entry }) -join ';'
    $result.Message = Assert-GlmPathLength -Text $result.After -Force:$Force -DryRun:$WhatIfPreference
    if (-not $PSCmdlet.ShouldProcess("PATH of the $($Scope.ToLowerInvariant())", "take out $($result.Removed.Count) of $($plan.Count) entries")) { return $result }
    $after = [pscustomobject]@{ exists = $true; kind = $before.kind; bytes = ConvertTo-GlmRegistryText -Text $result.After; text = $result.After }
    if (-not $BackupFolder) { $BackupFolder = Get-GlmBackupFolder -Scope $Scope }
    $result.Backup = New-GlmPathBackup -Location $location -Before $before -After $after -Folder $BackupFolder -Removed $result.Removed
    Set-GlmEnvironmentVariable -Location $location -Value $after -Expected $before
    $result.Changed = $true
    if ($location.standard) { $result.Announced = Send-GlmSettingChange }
    return $result
}
