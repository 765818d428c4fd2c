function Test-GlmCapabilityFit {
    # Code for 8.0 runs on 8.6 and 8.9, never on another major: binaries are compatible upward inside one major only.
    # $null = cannot be said.
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [AllowNull()] [AllowEmptyString()] [string] $Capability,
        [AllowNull()] [AllowEmptyCollection()] [string[]] $Architecture
    )
    if ($Capability -notmatch '^\d+\.\d+$' -or @($Architecture).Count -eq 0) { return $null }
    foreach ($code in $Architecture) {
        if ($code.Split('.')[0] -eq $Capability.Split('.')[0] -and [int] $code.Split('.')[1] -le [int] $Capability.Split('.')[1]) { return $true }
    }
    return $false
}
