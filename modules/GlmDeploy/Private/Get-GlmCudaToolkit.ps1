function Get-GlmCudaToolkit {
    # Installed CUDA toolkits, for information only: the pinned wheels bring their own CUDA, and no toolkit decides anything.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $seen = @{}
    $emit = {
        param($version, $folder, $source)
        $folder = ([string] $folder).TrimEnd('\')
        if (-not $folder -or $seen.ContainsKey($folder)) { return }
        $seen[$folder] = $true
        $compiler = [System.IO.Path]::Combine($folder, 'bin\nvcc.exe')
        [pscustomobject]@{ version = $version; folder = $folder; source = $source; nvcc = $(if ([System.IO.File]::Exists($compiler)) { $compiler }) }
    }
    $key = 'SOFTWARE\NVIDIA Corporation\GPU Computing Toolkit\CUDA'
    foreach ($name in Get-GlmRegistrySubKey -Hive LocalMachine -Key $key) {
        & $emit ($name -replace '^v', '') (Get-GlmRegistryValue -Hive LocalMachine -Key "$key\$name" -Name 'InstallDir') "registry HKLM\$key\$name"
    }
    foreach ($entry in ([Environment]::GetEnvironmentVariables()).GetEnumerator()) {
        if ($entry.Key -match '(?i)^CUDA_PATH_V(\d+)_(\d+)$') { & $emit ('{0}.{1}' -f $Matches[1], $Matches[2]) $entry.Value "variable $($entry.Key)" }
    }
    $programs = [Environment]::GetEnvironmentVariable('ProgramW6432')
    if (-not $programs) { $programs = [Environment]::GetFolderPath('ProgramFiles') }
    $base = [System.IO.Path]::Combine($programs, 'NVIDIA GPU Computing Toolkit\CUDA')
    if ([System.IO.Directory]::Exists($base)) {
        foreach ($folder in [System.IO.Directory]::GetDirectories($base, 'v*')) { & $emit ([System.IO.Path]::GetFileName($folder) -replace '^v', '') $folder 'folder' }
    }
}
