function Get-GlmDisplayAdapter {
    # The display class of the registry: one numbered key for every adapter that ever had a driver here, so a key
    # proves a driver, not that the card is still in the machine (Get-GlmPciDisplayDevice says that).
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $class = 'SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}'
    foreach ($name in Get-GlmRegistrySubKey -Hive LocalMachine -Key $class) {
        if ($name -notmatch '^\d{4}$') { continue }
        $key = "$class\$name"
        $read = { param($value) Get-GlmRegistryValue -Hive LocalMachine -Key $key -Name $value }
        $device = [string] (& $read 'MatchingDeviceId')
        $provider = [string] (& $read 'ProviderName')
        $memory = & $read 'HardwareInformation.qwMemorySize'
        if ($memory -is [byte[]] -and $memory.Length -eq 8) { $memory = [BitConverter]::ToInt64($memory, 0) }
        $version = [string] (& $read 'DriverVersion')
        $nvidia = ($device -match '(?i)VEN_10DE') -or ($provider -match '(?i)nvidia')
        [pscustomobject]@{
            key = "HKLM\$key"; name = [string] (& $read 'DriverDesc'); provider = $provider; device_id = $device; nvidia = $nvidia
            file_version = $version; driver_version = $(if ($nvidia) { ConvertFrom-GlmDriverFileVersion -FileVersion $version })
            driver_date = [string] (& $read 'DriverDate'); memory_bytes = $(if ($memory -is [long]) { $memory })
        }
    }
}
