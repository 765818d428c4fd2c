function Test-GlmStateNeed {
    # Momentary states of Windows: long paths, a waiting restart, an installation at work, the session. Of these only an
    # installation stops the run (it may be replacing the driver); a waiting restart matters to the driver's own need.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Facts)
    $enabled = Get-GlmValue -InputObject $Facts -Path 'long_paths.enabled'
    $status = $(if ($null -eq $enabled) { 'unknown' } elseif ($enabled) { 'pass' } else { 'fail' })
    New-GlmNeed -Id 'long-paths' -Name 'Long paths' -Status $status -Observed $(if ($null -eq $enabled) { 'unknown' } elseif ($enabled) { 'on' } else { 'off' }) -Required 'on (advice; a short root does as well)' `
        -Evidence (New-GlmEvidence -Tool 'registry' -Key 'HKLM\SYSTEM\CurrentControlSet\Control\FileSystem LongPathsEnabled' -Raw (Get-GlmValue -InputObject $Facts -Path 'long_paths.raw' -Default 'absent')) `
        -Remedy 'An administrator may set LongPathsEnabled to 1; keep the root short until then.' -Verdict @{ ErrorId = 'long-paths-off'; Blocking = $false }
    $signals = Get-GlmValue -InputObject $Facts -Path 'reboot.signals' -Whole
    $strong = @(@($signals) | Where-Object { $null -ne $_ -and (Get-GlmValue -InputObject $_ -Path 'strong' -Default $true) })
    $status = $(if ($null -eq $signals) { 'unknown' } elseif ($strong.Count) { 'fail' } else { 'pass' })
    New-GlmNeed -Id 'pending-reboot' -Name 'Waiting restart' -Status $status -Observed $(if ($strong.Count) { (@($strong | ForEach-Object { $_.name }) -join ', ') } else { 'none that matters' }) -Required 'none' `
        -Evidence @(@($signals) | Where-Object { $null -ne $_ } | ForEach-Object { New-GlmEvidence -Tool 'registry' -Key $_.key -Raw $_.raw }) `
        -Remedy 'Restart Windows when it suits; the run goes on without.' -Verdict @{ ErrorId = 'reboot-pending'; Blocking = $false }
    $installers = Get-GlmValue -InputObject $Facts -Path 'installers' -Whole
    $running = @(@($installers) | Where-Object { $null -ne $_ })
    $status = $(if ($running.Count) { 'fail' } elseif ($null -eq $installers) { 'unknown' } else { 'pass' })
    New-GlmNeed -Id 'installer' -Name 'Installation at work' -Status $status -Observed $(if ($running.Count) { (@($running | ForEach-Object { $_.name }) -join ', ') } else { 'none' }) -Required 'none' `
        -Evidence @($running | ForEach-Object { New-GlmEvidence -Tool 'processes and mutexes' -Key $_.name -Raw $_.evidence }) `
        -Remedy 'Wait until the installation has ended, then run again.' -Verdict @{ ErrorId = 'installer-running'; Blocking = ($status -eq 'fail') }
}
