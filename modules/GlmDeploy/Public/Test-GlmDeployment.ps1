function Test-GlmDeployment {
    <#
    .SYNOPSIS
    Says whether a deployment stands, without changing anything.
    .DESCRIPTION
    Reads the lock, the environment's record, current.json and the records of the promoted artefacts, and compares the
    driver and the GPUs with those that the smoke test ran on. Nothing is started but nvidia-smi, nothing is written. A true
    answer means that a run would probably do nothing; the run itself compares every file.
    .PARAMETER Profile
    The name of a profile, as Get-GlmProfile lists them.
    .PARAMETER Root
    The deployment's root folder. Default: as Deploy-GLM.ps1.
    .PARAMETER LockPath
    A lock file of your own.
    .EXAMPLE
    (Test-GlmDeployment -Profile demo).Converged
    .EXAMPLE
    Test-GlmDeployment -Profile rtx3090 -Root D:\glm | Select-Object -ExpandProperty Reason
    .OUTPUTS
    One object: Profile, Root, Converged, Reason (what a run would do, one text each).
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Profile,
        [string] $Root = (Get-GlmDefaultRoot),
        [string] $LockPath
    )
    $source = @{ Profile = $Profile }
    if ($LockPath) { $source = @{ Path = $LockPath } }
    $lock = Import-GlmLock @source
    $Root = Resolve-GlmFullPath -Path $Root -Name '-Root'
    # Where a run took the fallback stack, its lock lies below the root, and the deployment is that lock's.
    $used = [string] (Get-GlmValue (Read-GlmJsonFile -Path ([System.IO.Path]::Combine($Root, 'current.json'))) 'lock' '')
    $composed = [System.IO.Path]::Combine($Root, 'locks', "$($lock.profile)-$(Get-GlmValue $lock 'needs.gpu.fallback.variant').win-64.json")
    if (-not $LockPath -and $used -eq $composed -and [System.IO.File]::Exists($composed)) { $lock = Import-GlmLock -Path $composed }
    $reasons = @()
    $state = Get-GlmEnvironmentState -Lock $lock -Root $Root
    if (-not $state.Ready) { $reasons += "environment: $($state.Reason)" }
    $reasons += @(Get-GlmPromotionFault -Root $Root -Lock $lock -Folder $state.Folder)
    return [pscustomobject]@{ Profile = $Profile; Root = $Root; Converged = ($reasons.Count -eq 0); Reason = $reasons }
}
