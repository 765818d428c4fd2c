function Get-GlmFallbackOffer {
    # A sentence that offers the profile's fallback stack where this driver and GPU can run it, else nothing.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [AllowNull()] [object] $Fallback,
        [AllowNull()] [AllowEmptyString()] [string] $DriverVersion,
        [AllowNull()] [AllowEmptyString()] [string] $Capability,
        [Parameter(Mandatory)] [object] $Compatibility
    )
    if ($null -eq $Fallback) { return '' }
    $name = $(if ($Fallback -is [string]) { $Fallback } else { Get-GlmValue -InputObject $Fallback -Path 'stack' -Default (Get-GlmValue -InputObject $Fallback -Path 'name' -Default (Get-GlmValue -InputObject $Fallback -Path 'variant' -Default 'fallback')) })
    $cuda = [string] (Get-GlmValue -InputObject $Fallback -Path 'cuda' -Default '')
    if (-not $cuda -and "$name $(Get-GlmValue -InputObject $Fallback -Path 'variant' -Default '')" -match 'cu(\d{2})(\d)') { $cuda = '{0}.{1}' -f $Matches[1], $Matches[2] }
    if (-not $cuda) { return '' }
    $verdict = Get-GlmDriverVerdict -DriverVersion $DriverVersion -Cuda $cuda -Capability $Capability -LockFloor ([string] (Get-GlmValue -InputObject $Fallback -Path 'driver_floor_windows' -Default '')) -Compatibility $Compatibility
    $runs = Test-GlmCapabilityFit -Capability $Capability -Architecture (Get-GlmWheelArchitecture -Cuda $cuda -Compatibility $Compatibility)
    if ($verdict.status -ne 'pass' -or $runs -eq $false) { return '' }
    return "Or deploy the fallback stack '$name' (CUDA $cuda), which driver $DriverVersion runs."
}
