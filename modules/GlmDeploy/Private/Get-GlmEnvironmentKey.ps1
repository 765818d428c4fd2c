function Get-GlmEnvironmentKey {
    # What an environment is named after: SHA-256 over the pinned wheels, the Python version and the pinned conda packages. The
    # same lines as Lock.environment_key in Python.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Minor
    )
    $lines = @('glm-environment 2', "$($Lock.platform) $Minor")
    $pinned = @($Lock.packages.$Minor) + @(Get-GlmValue -InputObject $Lock -Path 'conda.packages' -Default @())
    $lines += @($pinned | ForEach-Object { "$($_.sha256) $($_.file)" })
    return Get-GlmTextHash -Text (($lines -join "`n") + "`n")
}
