function Get-GlmDriverVerdict {
    # The one place that decides whether a driver fits a CUDA version and a GPU. Answers status, the id of the failure,
    # what is required, the version to install, and notes. Unknown driver -> unknown. The capability may be unknown:
    # then only the rules that do not need it decide.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [AllowNull()] [AllowEmptyString()] [string] $DriverVersion,
        [Parameter(Mandatory)] [string] $Cuda,
        [AllowNull()] [AllowEmptyString()] [string] $Capability = '',
        [AllowNull()] [AllowEmptyString()] [string] $LockFloor = '',
        [Parameter(Mandatory)] [object] $Compatibility
    )
    $major = $Cuda.Split('.')[0]
    $floor = Get-GlmDriverFloor -Cuda $Cuda -Capability $Capability -LockFloor $LockFloor -Compatibility $Compatibility
    $ceiling = $null
    $beyond = $null
    foreach ($drop in @($Compatibility.driver_branch_drops)) {
        $below = Get-GlmValue -InputObject $drop -Path 'below'
        if ($below -and $Capability -and (Compare-GlmVersion -Observed $Capability -Required $below) -eq -1) {
            $ceiling = Get-GlmValue -InputObject $drop -Path 'last_branch'
            $beyond = Get-GlmValue -InputObject $drop -Path 'next_branch'
        }
    }
    $matching = $Compatibility.cuda_releases[$Cuda]
    $install = $(if ($matching -and (Compare-GlmVersion -Observed $matching -Required $floor) -ge 0) { [string] $matching } else { $floor })
    $required = "$(if ($floor -match '\.') { "driver $floor or newer" } else { "driver branch $floor or newer" }) (CUDA $major.x)"
    if ($ceiling) { $required += ", but no newer than branch $ceiling (below $beyond; capability $Capability)" }
    $status = 'pass'
    $errorId = $null
    $notes = @()
    $compared = Compare-GlmVersion -Observed $DriverVersion -Required $floor
    if (-not $floor -or $null -eq $compared) { $status = 'unknown'; $errorId = 'driver-unknown' }
    elseif ($compared -lt 0) { $status = 'fail'; $errorId = 'driver-too-old' }
    elseif ($beyond -and [int] $DriverVersion.Split('.')[0] -ge $beyond) { $status = 'fail'; $errorId = 'driver-branch-dropped' }
    elseif ($matching -and (Compare-GlmVersion -Observed $DriverVersion -Required $matching) -lt 0) {
        $notes = @("Runs CUDA $Cuda by minor-version compatibility; $matching is the driver that belongs to it.")
    }
    return [pscustomobject]@{ status = $status; error_id = $errorId; floor = $floor; ceiling = $ceiling; install = $install; required = $required; notes = $notes }
}
