function Confirm-GlmPart {
    # Compares a fetched file with its pin; one that differs is removed, for resuming it would only fail again.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Sha256,
        [Parameter(Mandatory)] [long] $Size,
        [Parameter(Mandatory)] [string] $Address
    )
    $seen = (New-Object System.IO.FileInfo $Path).Length
    $hash = Get-GlmFileHash -Path $Path
    if ($seen -eq $Size -and $hash -eq $Sha256) { return }
    [System.IO.File]::Delete($Path)
    $shown = Hide-GlmSecret -Address $Address
    if ($seen -ne $Size) {
        throw (New-GlmErrorRecord -Id 'size-mismatch' -Message "$shown has $seen bytes, the lock says $Size." -Target $shown)
    }
    throw (New-GlmErrorRecord -Id 'hash-mismatch' -Message "$shown has the SHA-256 $hash, the lock says $Sha256." -Target $shown)
}
