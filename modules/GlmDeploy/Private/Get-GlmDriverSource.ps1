function Get-GlmDriverSource {
    # The driver's version from the best source that knows it, and what every source says: nvidia-smi, the NVML file,
    # the display class of the registry, the driver store (which may also hold drivers that are not in use).
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [AllowNull()] [object] $Parsed,
        [AllowNull()] [AllowEmptyString()] [string] $ToolPath
    )
    $all = New-Object System.Collections.ArrayList
    $add = { param($source, $version, $raw) if ($version) { [void] $all.Add([pscustomobject]@{ source = $source; version = [string] $version; raw = $raw }) } }
    $told = Get-GlmValue -InputObject $Parsed -Path 'driver_version'
    & $add "nvidia-smi ($ToolPath)" $told $told
    & $add "NVML file $(Get-GlmValue -InputObject $Facts -Path 'nvml.path')" (Get-GlmValue -InputObject $Facts -Path 'nvml.driver_version') (Get-GlmValue -InputObject $Facts -Path 'nvml.file_version')
    # The registry keeps the class key of a card that was taken out, with the driver that it had.
    $model = { param($text) if ($text -match '(?i)VEN_[0-9A-F]{4}&DEV_[0-9A-F]{4}') { $Matches[0].ToUpperInvariant() } }
    $devices = @(@(Get-GlmValue -InputObject $Facts -Path 'devices' -Default @()) | Where-Object { $null -ne $_ })
    $here = @($devices | Where-Object { (Get-GlmValue $_ 'present') -ne $false } | ForEach-Object { & $model (Get-GlmValue $_ 'key') })
    $gone = @($devices | Where-Object { (Get-GlmValue $_ 'present') -eq $false } | ForEach-Object { & $model (Get-GlmValue $_ 'key') } | Where-Object { $here -notcontains $_ })
    foreach ($adapter in @(Get-GlmValue -InputObject $Facts -Path 'adapters' -Default @())) {
        $known = & $model (Get-GlmValue -InputObject $adapter -Path 'device_id')
        if ($known -and $gone -contains $known) { continue }
        if (Get-GlmValue -InputObject $adapter -Path 'nvidia' -Default $false) {
            & $add "registry $(Get-GlmValue -InputObject $adapter -Path 'key') DriverVersion" (Get-GlmValue -InputObject $adapter -Path 'driver_version') (Get-GlmValue -InputObject $adapter -Path 'file_version')
        }
    }
    foreach ($entry in @(Get-GlmValue -InputObject $Facts -Path 'driver_store' -Default @())) {
        & $add "driver store $(Get-GlmValue -InputObject $entry -Path 'folder')" (Get-GlmValue -InputObject $entry -Path 'driver_version') (Get-GlmValue -InputObject $entry -Path 'file_version')
    }
    $best = $(if ($all.Count) { $all[0] })
    return [pscustomobject]@{
        version = Get-GlmValue -InputObject $best -Path 'version'; source = Get-GlmValue -InputObject $best -Path 'source'; all = $all.ToArray()
    }
}
