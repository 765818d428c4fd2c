function Get-GlmHostSystem {
    # Version from the registry: Environment.OSVersion answers 6.2 to a host without a manifest, and ProductName says
    # 'Windows 10' on Windows 11, whose builds begin at 22000.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $key = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $read = { param($name) Get-GlmRegistryValue -Hive LocalMachine -Key $key -Name $name }
    $build = 0
    $text = [string] (& $read 'CurrentBuildNumber')
    if (-not [int]::TryParse($text, [ref] $build)) { throw "HKLM\$key CurrentBuildNumber is '$text', not a number." }
    $product = [string] (& $read 'ProductName')
    if ($build -ge 22000) { $product = $product -replace '^(Microsoft )?Windows 10', 'Windows 11' }
    $architecture = Get-GlmRegistryValue -Hive LocalMachine -Key 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment' -Name 'PROCESSOR_ARCHITECTURE'
    return [pscustomobject]@{
        name = 'windows'; product = $product; edition = [string] (& $read 'EditionID')
        release = [string] (& $read 'DisplayVersion'); type = [string] (& $read 'InstallationType')
        major = & $read 'CurrentMajorVersionNumber'; build = $build; revision = & $read 'UBR'
        architecture = $architecture; source = "registry HKLM\$key"
    }
}
