# Registered Pythons (PEP 514) in the real registry, under a version that does not exist and names of the tests' own.
BeforeDiscovery {
    $elevated = (New-Object System.Security.Principal.WindowsPrincipal ([System.Security.Principal.WindowsIdentity]::GetCurrent())).IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
}
BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
    $script:company = "GlmTest$([guid]::NewGuid().ToString('N').Substring(0, 8))"
    $script:made = New-Object System.Collections.ArrayList
    # Registers a Python as its installer would; -Folder stands for a bare InstallPath.
    function Register-Python([string] $Key, [hashtable] $Value = @{}, [string] $Path, [string] $Folder, [string] $Hive = 'HKCU') {
        $full = "${Hive}:\SOFTWARE\Python\$Key"
        # What was not there before goes again: the company's key too.
        $parent = "${Hive}:\SOFTWARE\Python\$($Key.Split('\')[0])"
        [void] $script:made.Add($(if (Test-Path -LiteralPath $parent) { $full } else { $parent }))
        [void] (New-Item -Path "$full\InstallPath" -Force)
        foreach ($name in $Value.Keys) { Set-ItemProperty -LiteralPath $full -Name $name -Value $Value[$name] }
        if ($Path) { Set-ItemProperty -LiteralPath "$full\InstallPath" -Name 'ExecutablePath' -Value $Path }
        if ($Folder) { Set-Item -LiteralPath "$full\InstallPath" -Value $Folder }
    }
    function Get-Seen { InModuleScope GlmDeploy { @(Get-GlmPythonCandidate -Minor '3.99' | ForEach-Object { "$($_.Path) from $($_.Source)" }) } }
}
Describe 'Find-GlmPython' {
    AfterEach {
        foreach ($key in $script:made) { if (Test-Path -LiteralPath $key) { Remove-Item -LiteralPath $key -Recurse -Force } }
        $script:made.Clear()
    }
    It 'takes the Python of any company and tag for what its values say' {
        Register-Python "$script:company\CPython3.99.7" @{ SysVersion = '3.99'; SysArchitecture = '64bit' } 'C:\a\python.exe'
        Register-Python "$script:company\3.99-32" @{ SysVersion = '3.99'; SysArchitecture = '32bit' } 'C:\b\python.exe'
        Register-Python "$script:company\3.99" @{ SysVersion = '3.98'; SysArchitecture = '64bit' } 'C:\c\python.exe'
        Register-Python "$script:company\without" @{ SysArchitecture = '64bit' } 'C:\d\python.exe'
        Register-Python "$script:company\library" @{ SysVersion = '3.99'; SysArchitecture = '64bit' } -Folder 'C:\e'
        Get-Seen | Should -Be @("C:\a\python.exe from registry (CurrentUser, $script:company\CPython3.99.7)")
    }
    It 'takes an official one without these values by its tag, and the official one before others' {
        Register-Python "$script:company\x" @{ SysVersion = '3.99' } 'C:\a\python.exe'
        Register-Python 'PythonCore\3.99' -Folder 'C:\b\'
        Get-Seen | Should -Be @('C:\b\python.exe from registry (CurrentUser, PythonCore\3.99)', "C:\a\python.exe from registry (CurrentUser, $script:company\x)")
    }
    It 'takes neither the launcher''s key nor a conda''s' {
        foreach ($name in 'PyLauncher', 'ContinuumAnalytics', 'Anaconda') { Register-Python "$name\$script:company" @{ SysVersion = '3.99'; SysArchitecture = '64bit' } 'C:\a\python.exe' }
        Get-Seen | Should -BeNullOrEmpty
    }
    It 'takes the user''s before the machine''s, each once, and none of SYSTEM''s own' -Skip:(-not $elevated) {
        Register-Python "$script:company\x" @{ SysVersion = '3.99' } 'C:\user\python.exe'
        Register-Python "$script:company\x" @{ SysVersion = '3.99' } 'C:\machine\python.exe' -Hive 'HKLM'
        Register-Python "$script:company\y" @{ SysVersion = '3.99' } 'C:\User\python.exe' -Hive 'HKLM'
        Get-Seen | Should -Be @("C:\user\python.exe from registry (CurrentUser, $script:company\x)", "C:\machine\python.exe from registry (LocalMachine, $script:company\x)")
        Mock Get-GlmHostIdentity -ModuleName GlmDeploy { [pscustomobject]@{ system = $true } }
        Get-Seen | Should -Be @("C:\machine\python.exe from registry (LocalMachine, $script:company\x)", "C:\User\python.exe from registry (LocalMachine, $script:company\y)")
    }
    It 'asks what is registered what it is' {
        $real = InModuleScope GlmDeploy { (Find-GlmPython -Minor '3.12').Path }
        Register-Python "$script:company\x" @{ SysVersion = '3.99' } $real
        Register-Python "$script:company\y" @{ SysVersion = '3.99' } 'C:\nowhere\python.exe'
        try { InModuleScope GlmDeploy { Find-GlmPython -Minor '3.99' } } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^python-missing'
        $failure.Exception.Message | Should -Match ([regex]::Escape("$real is cpython 3.12 with 64 bits"))
        $failure.Exception.Message | Should -Match 'nowhere\\python\.exe is registered but not there'
    }
}
