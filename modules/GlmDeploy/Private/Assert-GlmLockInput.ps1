function Assert-GlmLockInput {
    # Compares the manifests with the hashes in the lock; a changed one stops the run with the command that re-locks.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $ManifestRoot
    )
    $changed = @(foreach ($entry in @($Lock.inputs)) {
        $file = [System.IO.Path]::Combine($ManifestRoot, ([string] $entry.path).Replace('/', '\'))
        if (-not [System.IO.File]::Exists($file)) { "$($entry.path) (missing)" }
        elseif ((Get-GlmFileHash -Path $file) -ne $entry.sha256) { [string] $entry.path }
    })
    if ($changed.Count -eq 0) { return }
    $verb = 'are'
    if ($changed.Count -eq 1) { $verb = 'is' }
    throw (New-GlmErrorRecord -Id 'lock-stale' -Target $Path -Context @{ changed = $changed } `
            -Message "$($changed -join ', ') $verb not what $([System.IO.Path]::GetFileName($Path)) was made from." `
            -Hint "Run: glm-deploy lock $($Lock.profile)   or take the change back.")
}
