function Get-GlmDeviceState {
    # What Windows' device manager knows of NVIDIA GPUs: none | removed | disabled | problem | powered-off | no-driver | restart | present | unknown.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Facts)
    $devices = Get-GlmValue -InputObject $Facts -Path 'devices' -Whole
    if ($null -eq $devices) {
        $why = Get-GlmValue -InputObject $Facts -Path 'problems.devices' -Default 'the device list was not read'
        return [pscustomobject]@{ state = 'unknown'; evidence = @(New-GlmEvidence -Tool 'device manager' -Key 'Enum\PCI' -Raw $why) }
    }
    $ours = @(@($devices) | Where-Object { Get-GlmValue -InputObject $_ -Path 'nvidia' -Default $false })
    $evidence = foreach ($device in $(if ($ours.Count) { $ours } else { @($devices) })) {
        New-GlmEvidence -Tool 'device manager' -Key (Get-GlmValue -InputObject $device -Path 'key') -Raw ('{0}; present: {1}; problem code: {2}' -f (Get-GlmValue -InputObject $device -Path 'name'),
                (Get-GlmValue -InputObject $device -Path 'present' -Default 'unknown'), (Get-GlmValue -InputObject $device -Path 'problem_code' -Default 'unknown'))
    }
    $state = 'none'
    if ($ours.Count) {
        $state = 'unknown'
        $here = @($ours | Where-Object { (Get-GlmValue -InputObject $_ -Path 'present') -ne $false })
        # Windows' problem codes: 14 restart, 18 and 28 no driver, 22 disabled, 45 not connected, 47 made ready for removal.
        $names = @{ 0 = 'present'; 14 = 'restart'; 18 = 'no-driver'; 22 = 'disabled'; 28 = 'no-driver'; 45 = 'powered-off'; 47 = 'powered-off' }
        $states = @($here | ForEach-Object {
                $code = Get-GlmValue -InputObject $_ -Path 'problem_code'
                if ($null -eq $code) { 'unknown' } elseif ($names.ContainsKey([int] $code)) { $names[[int] $code] } else { 'problem' }
            })
        if ($here.Count -eq 0) { $state = 'removed' }
        else {
            foreach ($candidate in 'present', 'unknown', 'restart', 'disabled', 'problem', 'no-driver', 'powered-off') {
                if ($states -contains $candidate) { $state = $candidate; break }
            }
        }
    }
    return [pscustomobject]@{ state = $state; evidence = @($evidence) }
}
