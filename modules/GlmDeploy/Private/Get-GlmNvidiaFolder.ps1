function Get-GlmNvidiaFolder {
    # Where a driver puts its tools, best first, each with the reason: current drivers use System32 and their folder of
    # the driver store, old ones their own program folder, whose place the registry knows. PATH is deliberately not asked.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $system = [Environment]::GetFolderPath('System')
    # A 32-bit host is shown SysWOW64 under this name; the real folder has another one there.
    if (-not [Environment]::Is64BitProcess) { $system = Join-Path ([Environment]::GetFolderPath('Windows')) 'Sysnative' }
    [pscustomobject]@{ folder = $system; found_by = 'System32' }
    $image = [string] (Get-GlmRegistryValue -Hive LocalMachine -Key 'SYSTEM\CurrentControlSet\Services\nvlddmkm' -Name 'ImagePath')
    if ($image) {
        $windows = [Environment]::GetFolderPath('Windows')
        $file = $image -replace '^\\\?\?\\', '' -replace '(?i)^(\\SystemRoot|%SystemRoot%)\\', "$windows\" -replace '(?i)^System32\\', "$windows\System32\"
        [pscustomobject]@{ folder = [System.IO.Path]::GetDirectoryName($file); found_by = 'registry nvlddmkm ImagePath' }
    }
    foreach ($entry in Get-GlmDriverStoreEntry) { [pscustomobject]@{ folder = $entry.folder; found_by = 'driver store' } }
    $global = [string] (Get-GlmRegistryValue -Hive LocalMachine -Key 'SOFTWARE\NVIDIA Corporation\Global\NVSMI' -Name 'NVSMIPATH')
    if ($global) { [pscustomobject]@{ folder = $global.Trim('"', ' '); found_by = 'registry NVSMIPATH' } }
    $programs = [Environment]::GetEnvironmentVariable('ProgramW6432')
    if (-not $programs) { $programs = [Environment]::GetFolderPath('ProgramFiles') }
    [pscustomobject]@{ folder = [System.IO.Path]::Combine($programs, 'NVIDIA Corporation\NVSMI'); found_by = 'program folder' }
}
