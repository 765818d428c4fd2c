function Get-GlmHostLongPath {
    # Absent means off: the value is made only when somebody switches long paths on.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $key = 'SYSTEM\CurrentControlSet\Control\FileSystem'
    $raw = Get-GlmRegistryValue -Hive LocalMachine -Key $key -Name 'LongPathsEnabled'
    return [pscustomobject]@{ enabled = ($raw -eq 1); raw = $raw; source = "registry HKLM\$key LongPathsEnabled" }
}
