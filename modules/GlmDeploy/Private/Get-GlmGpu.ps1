function Get-GlmGpu {
    # The state of the NVIDIA side of this machine: what answered, which GPUs, which driver, each with its source.
    # state: ok | none | removed | disabled | problem | no-driver | lost | reset | not-loaded | mismatch | silent | no-tool | unknown
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Facts)
    $evidence = New-Object System.Collections.ArrayList
    $parsed = $null
    $state = 'no-tool'
    $path = Get-GlmValue -InputObject $Facts -Path 'nvidia_smi.path'
    if ($path) {
        $answer = Read-GlmNvidiaSmi -Path $path
        $parsed = $answer.parsed
        $state = $answer.state
        foreach ($item in $answer.evidence) { [void] $evidence.Add($item) }
    }
    else {
        $tried = Get-GlmValue -InputObject $Facts -Path 'nvidia_smi.tried' -Default @()
        [void] $evidence.Add((New-GlmEvidence -Tool 'nvidia-smi' -Key 'not found' -Raw (@('looked for') + @($tried))))
    }
    $gpus = @(Get-GlmValue -InputObject $parsed -Path 'gpus' -Default @())
    $device = Get-GlmDeviceState -Facts $Facts
    foreach ($item in $device.evidence) { [void] $evidence.Add($item) }
    # The tool's word counts while it works; where it is silent or sees nothing, the device manager explains why.
    if ($gpus.Count -eq 0 -and $state -in 'ok', 'none', 'no-tool', 'not-loaded', 'library-missing', 'unknown', 'not-started') {
        if ($device.state -in 'removed', 'disabled', 'problem', 'powered-off', 'no-driver', 'restart') { $state = $device.state }
        elseif ($state -eq 'no-tool' -and $device.state -eq 'none') { $state = 'none' }
        elseif ($state -eq 'no-tool' -and $device.state -eq 'unknown') { $state = 'unknown' }
        elseif ($state -eq 'ok') { $state = 'unknown' }
    }
    if ($gpus.Count -gt 0 -and @($gpus | Where-Object { -not $_.lost }).Count -eq 0) { $state = 'lost' }
    elseif ($gpus.Count -gt 0 -and $state -ne 'silent') { $state = 'ok' }
    $driver = Get-GlmDriverSource -Facts $Facts -Parsed $parsed -ToolPath $path
    return [pscustomobject]@{
        state = $state; driver_version = $driver.version; driver_source = $driver.source; driver_sources = $driver.all
        cuda_version = Get-GlmValue -InputObject $parsed -Path 'cuda_version'; gpus = $gpus
        truncated = [bool] (Get-GlmValue -InputObject $parsed -Path 'truncated' -Default $false)
        notes = @(Get-GlmValue -InputObject $parsed -Path 'notes' -Default @()); evidence = $evidence.ToArray()
    }
}
