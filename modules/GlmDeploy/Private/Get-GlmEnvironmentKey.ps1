function Get-GlmEnvironmentKey {
    # What an environment is named after: SHA-256 over the pinned wheels and the Python version. The same lines as
    # Lock.environment_key in Python.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Minor
    )
    $lines = @('glm-environment 1', "$($Lock.platform) $Minor")
    $lines += @($Lock.packages.$Minor | ForEach-Object { "$($_.sha256) $($_.file)" })
    $bytes = [System.Text.Encoding]::UTF8.GetBytes(($lines -join "`n") + "`n")
    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { return [System.BitConverter]::ToString($sha.ComputeHash($bytes)).Replace('-', '').ToLowerInvariant() }
    finally { $sha.Dispose() }
}
