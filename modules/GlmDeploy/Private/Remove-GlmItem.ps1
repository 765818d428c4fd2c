function Remove-GlmItem {
    # Removes items of Get-GlmOwnItem and answers those that went. The pointer goes first, so that what is removed half is no
    # deployment any more; the logs go last; run.lock, which the caller holds, goes when nothing else is left to do.
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [AllowEmptyCollection()] [object[]] $Item = @(),
        [AllowNull()] [pscustomobject] $Held
    )
    $scratch = [System.IO.Path]::Combine($Root, ".removing.$([guid]::NewGuid().ToString('N').Substring(0, 8))")
    $locks = @($Item | Where-Object { [System.IO.Path]::GetFileName($_.Path) -eq 'run.lock' })
    foreach ($kind in 'pointer', 'environment', 'lock', 'cache', 'model', 'scratch', 'log') {
        foreach ($one in $Item | Where-Object { $_.Kind -eq $kind -and $locks -notcontains $_ }) {
            if (-not $PSCmdlet.ShouldProcess($one.Path, 'Remove')) { continue }
            if ($script:GlmLog) { Write-GlmConsole "  - $($one.Path)" }
            Remove-GlmOwnTree -Path $one.Path -Scratch $scratch
            Write-GlmLog -Message "Removed $($one.Path)." -Field @{ kind = $kind }
            $one
        }
    }
    if (-not $Held) { return }
    if ([System.IO.Directory]::Exists($scratch)) { Remove-GlmOwnFile -Path $scratch -Folder }
    $Held.File.Dispose()
    Remove-GlmOwnFile -Path ([System.IO.Path]::Combine($Root, 'run.lock'))
    $locks
}
