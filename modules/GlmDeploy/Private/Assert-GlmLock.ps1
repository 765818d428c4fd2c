function Assert-GlmLock {
    # Refuses a lock that lacks what this half needs, or that would lead it out of its folders. The model half checks
    # every further field.
    [CmdletBinding()]
    param(
        [AllowNull()] [object] $Lock,
        [Parameter(Mandatory)] [string] $Path
    )
    $fault = Get-GlmLockFault -Lock $Lock
    if ($fault) {
        throw (New-GlmErrorRecord -Id 'lock-invalid' -Message "$([System.IO.Path]::GetFileName($Path)): $fault." -Target $Path)
    }
}
