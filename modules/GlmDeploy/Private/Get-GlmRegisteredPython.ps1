function Get-GlmRegisteredPython {
    # The 64-bit Pythons of a minor version that the registry names (PEP 514), best first: the official ones, then those of other
    # companies; of each the user's before the machine's, for that is what a user's own entry is for. What they say of themselves
    # counts, not their names; only official ones may leave it to these. Nothing is started.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [string] $Minor)
    $hives = @('CurrentUser', 'LocalMachine')
    # SYSTEM's own hive is nobody's choice.
    if ((Get-GlmHostIdentity).system) { $hives = @('LocalMachine') }
    $keys = foreach ($hive in $hives) {
        foreach ($company in Get-GlmRegistrySubKey -Hive $hive -Key 'SOFTWARE\Python') {
            # The launcher's key is none of a Python, and a conda's Python finds its libraries only in an activated prompt.
            if ($company -match '^PyLauncher$|^ContinuumAnalytics$|conda|mamba|miniforge') { continue }
            foreach ($tag in Get-GlmRegistrySubKey -Hive $hive -Key "SOFTWARE\Python\$company") {
                [pscustomobject]@{ Hive = $hive; Name = "$company\$tag"; Tag = $tag; Key = "SOFTWARE\Python\$company\$tag"; IsOfficial = ($company -eq 'PythonCore') }
            }
        }
    }
    $seen = New-Object System.Collections.Generic.HashSet[string] ([System.StringComparer]::OrdinalIgnoreCase)
    foreach ($entry in @($keys | Where-Object { $_.IsOfficial }) + @($keys | Where-Object { -not $_.IsOfficial })) {
        $version = [string] (Get-GlmRegistryValue -Hive $entry.Hive -Key $entry.Key -Name 'SysVersion')
        if (-not $version -and $entry.IsOfficial) { $version = $entry.Tag }
        $bits = [string] (Get-GlmRegistryValue -Hive $entry.Hive -Key $entry.Key -Name 'SysArchitecture')
        if ($version -ne $Minor -or ($bits -and $bits -ne '64bit')) { continue }
        $path = [string] (Get-GlmRegistryValue -Hive $entry.Hive -Key "$($entry.Key)\InstallPath" -Name 'ExecutablePath')
        $folder = [string] (Get-GlmRegistryValue -Hive $entry.Hive -Key "$($entry.Key)\InstallPath" -Name '')
        if (-not $path -and $folder -and $entry.IsOfficial) { $path = [System.IO.Path]::Combine($folder, 'python.exe') }
        if ($path -and $seen.Add($path)) { [pscustomobject]@{ Path = $path; Source = "registry ($($entry.Hive), $($entry.Name))" } }
    }
}
