# Installations at work, as real processes: a shell that waits for its input plays the setup.
BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
    # What is found while a program of this name and folder runs, and nothing else of this machine.
    function Get-Seen([string] $Path) {
        $full = [System.IO.Path]::Combine("$TestDrive", $Path)
        [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($full))
        [System.IO.File]::Copy([System.IO.Path]::Combine([System.Environment]::SystemDirectory, 'cmd.exe'), $full, $true)
        $start = New-Object System.Diagnostics.ProcessStartInfo $full
        $start.UseShellExecute = $false
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $start.CreateNoWindow = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try { InModuleScope GlmDeploy -Parameters @{ Id = $process.Id } { param($Id) @(Get-GlmRunningInstaller | Where-Object { $_.evidence -match "\($Id\)" }) } }
        finally {
            $process.StandardInput.Close()
            if (-not $process.WaitForExit(10000)) { $process.Kill() }
            $process.Dispose()
        }
    }
}
Describe 'Get-GlmRunningInstaller' {
    It 'sees the driver''s setup, <What>' -ForEach @(
        @{ What = 'unpacked where it does by itself'; Path = 'NVIDIA\DisplayDriver\560.94\Win11_Win10-DCH_64\International\setup.exe'; Beside = '' }
        @{ What = 'unpacked somewhere else'; Path = '7zS4A2F.tmp\setup.exe'; Beside = 'Display.Driver' }
        @{ What = 'still unpacking'; Path = '560.94-desktop-win10-win11-64bit-international-dch-whql.exe'; Beside = '' }
    ) {
        if ($Beside) { [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine("$TestDrive", [System.IO.Path]::GetDirectoryName($Path), $Beside)) }
        $seen = @(Get-Seen $Path)
        $seen.Count | Should -Be 1
        $seen[0].name | Should -Be 'driver installation'
        $seen[0].evidence | Should -Match ([System.IO.Path]::GetFileNameWithoutExtension($Path))
    }
    It 'lets the setup of anything else be: <Path>' -ForEach @(@{ Path = 'Office\setup.exe' }, @{ Path = 'NVIDIA\PhysX\setup.exe' }) {
        Get-Seen $Path | Should -BeNullOrEmpty
    }
}
