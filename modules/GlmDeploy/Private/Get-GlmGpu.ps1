function Get-GlmGpu {
    # The state of the NVIDIA side of this machine: what answered, which GPUs, which driver, each with its source.
    # state: one of those that Get-GlmGpuStateRule knows.
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
    if ($state -eq 'ok' -and (Get-GlmValue -InputObject $parsed -Path 'attached') -eq 0) { $state = 'none' }
    # A list without a GPU, because the one that is there could not be opened.
    if ($state -eq 'none' -and "$(Get-GlmValue -InputObject $parsed -Path 'notes')" -match 'Unable to determine the device handle') { $state = 'handle' }
    $state = Resolve-GlmGpuState -State $state -Gpu $gpus -DeviceState $device.state
    $driver = Get-GlmDriverSource -Facts $Facts -Parsed $parsed -ToolPath $path
    return [pscustomobject]@{
        state = $state; driver_version = $driver.version; driver_source = $driver.source; driver_sources = $driver.all
        cuda_version = Get-GlmValue -InputObject $parsed -Path 'cuda_version'; gpus = $gpus
        truncated = [bool] (Get-GlmValue -InputObject $parsed -Path 'truncated' -Default $false)
        notes = @(Get-GlmValue -InputObject $parsed -Path 'notes' -Default @()); evidence = $evidence.ToArray()
    }
}
