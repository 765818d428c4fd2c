function Get-GlmFallbackOffer {
    # A sentence that offers the profile's fallback stack where this driver and GPU can run it, else nothing. What the profile
    # asks of the GPU stays the same with it.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [AllowNull()] [object] $Fallback,
        [AllowNull()] [AllowEmptyString()] [string] $DriverVersion,
        [AllowNull()] [AllowEmptyString()] [string] $Capability,
        [AllowNull()] [AllowEmptyString()] [string] $CapabilityLeast,
        [Parameter(Mandatory)] [object] $Compatibility
    )
    if ($null -eq $Fallback) { return '' }
    $names = @('stack', 'variant' | ForEach-Object { Get-GlmValue -InputObject $Fallback -Path $_ } | Where-Object { $_ })
    $cuda = [string] (Get-GlmValue -InputObject $Fallback -Path 'cuda' -Default '')
    if (-not $cuda -or -not $names.Count) { return '' }
    $name = $names -join ' '
    $floor = [string] (Get-GlmValue -InputObject $Fallback -Path 'driver_floor_windows' -Default '')
    $verdict = Get-GlmDriverVerdict -DriverVersion $DriverVersion -Cuda $cuda -Capability $Capability -LockFloor $floor -Compatibility $Compatibility
    $codes = @(Get-GlmWheelArchitecture -Cuda $cuda -Compatibility $Compatibility -Need $Fallback)
    $runs = Test-GlmCapabilityFit -Capability $Capability -Architecture $codes
    if ($verdict.status -ne 'pass' -or $runs -eq $false) { return '' }
    if ((Compare-GlmVersion -Observed $Capability -Required $CapabilityLeast) -eq -1) { return '' }
    return "Or deploy the fallback stack '$name' (CUDA $cuda), which driver $DriverVersion runs."
}
