function Get-GlmCondaCandidate {
    # Where an installed conda or mamba may lie, best first: what an activated prompt names, the registry key of the Anaconda
    # and Miniforge installers, their usual folders. Only files that are there; nothing is started.
    [CmdletBinding()]
    [OutputType([string])]
    param()
    $roots = @()
    foreach ($hive in 'LocalMachine', 'CurrentUser') {
        foreach ($tag in @(Get-GlmRegistrySubKey -Hive $hive -Key 'SOFTWARE\Python\ContinuumAnalytics')) {
            $roots += [string] (Get-GlmRegistryValue -Hive $hive -Key "SOFTWARE\Python\ContinuumAnalytics\$tag\InstallPath" -Name '')
        }
    }
    $parents = @('USERPROFILE', 'LOCALAPPDATA', 'ProgramData' | ForEach-Object { [System.Environment]::GetEnvironmentVariable($_) })
    $parents += "$([System.Environment]::GetEnvironmentVariable('SystemDrive'))\", "$([System.Environment]::GetEnvironmentVariable('SystemDrive'))\tools"
    foreach ($parent in $parents | Where-Object { $_ }) {
        foreach ($name in 'miniforge3', 'miniconda3', 'anaconda3', 'mambaforge') { $roots += [System.IO.Path]::Combine($parent, $name) }
    }
    $paths = @('CONDA_EXE', 'MAMBA_EXE' | ForEach-Object { [System.Environment]::GetEnvironmentVariable($_) })
    foreach ($root in $roots | Where-Object { $_ }) {
        foreach ($name in 'Scripts\conda.exe', 'Library\bin\mamba.exe', 'Scripts\mamba.exe') { $paths += "$($root.Trim('"').TrimEnd('\'))\$name" }
    }
    return @($paths | Where-Object { $_ -and [System.IO.File]::Exists($_) } | Select-Object -Unique)
}
