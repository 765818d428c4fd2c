# One run at a time: the mutex of the machine and the file of the root, held by real processes.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    function Get-Outcome([string] $Root, [string] $Name) {
        InModuleScope GlmDeploy -Parameters @{ root = $Root; name = $Name } {
            try { Exit-GlmRun -Run (Enter-GlmRun -Root $root -MutexName $name); 'free' }
            catch { $_.FullyQualifiedErrorId.Split(',')[0] }
        }
    }
}
Describe 'Enter-GlmRun' {
    It 'takes and gives back' {
        Get-Outcome "$TestDrive\a" 'Global\GlmTestA' | Should -Be 'free'
        Get-Outcome "$TestDrive\a" 'Global\GlmTestA' | Should -Be 'free'
    }
    It 'lets a part of the run in, and only the run gives back' {
        $seen = InModuleScope GlmDeploy -Parameters @{ root = "$TestDrive\n" } {
            $run = Enter-GlmRun -Root $root -MutexName 'Global\GlmTestN'
            try {
                $part = Enter-GlmRun -Root $root -MutexName 'Global\GlmTestN'
                Exit-GlmRun -Run $part
                try { (New-Object System.IO.FileStream "$root\run.lock", 'Open', 'Read', 'ReadWrite').Dispose(); 'given back' } catch { 'still held' }
            }
            finally { Exit-GlmRun -Run $run }
            (New-Object System.IO.FileStream "$root\run.lock", 'Open', 'Read', 'None').Dispose()
            'free'
        }
        $seen | Should -Be @('still held', 'free')
    }
    It 'is busy while another process holds the mutex, and free once that is killed' {
        $start = New-Object System.Diagnostics.ProcessStartInfo ([System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName)
        $start.Arguments = "-NoProfile -NonInteractive -Command `"`$m = New-Object System.Threading.Mutex `$true, 'Global\GlmTestB'; [System.IO.File]::WriteAllText('$TestDrive\held', ''); Start-Sleep 120`""
        $start.UseShellExecute = $false
        $holder = [System.Diagnostics.Process]::Start($start)
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        while (-not (Test-Path -LiteralPath "$TestDrive\held") -and $clock.Elapsed.TotalSeconds -lt 90) { Start-Sleep -Milliseconds 100 }
        try { Get-Outcome "$TestDrive\b" 'Global\GlmTestB' | Should -Be 'run-busy' }
        finally { $holder.Kill(); $holder.WaitForExit() }
        Get-Outcome "$TestDrive\b" 'Global\GlmTestB' | Should -Be 'free'
        InModuleScope GlmDeploy { (Get-GlmErrorEntry -Id 'run-busy').WindowsCode } | Should -Be 1618
    }
    It 'is busy while somebody holds run.lock, as the launcher without PowerShell does' {
        [void] (New-Item -ItemType Directory -Path "$TestDrive\c")
        $file = New-Object System.IO.FileStream "$TestDrive\c\run.lock", 'OpenOrCreate', 'ReadWrite', 'ReadWrite'
        try { Get-Outcome "$TestDrive\c" 'Global\GlmTestC' | Should -Be 'run-busy' }
        finally { $file.Dispose() }
        Get-Outcome "$TestDrive\c" 'Global\GlmTestC' | Should -Be 'free'
    }
    It 'says when the root cannot be a folder' {
        [System.IO.File]::WriteAllText("$TestDrive\file", '')
        Get-Outcome "$TestDrive\file" 'Global\GlmTestD' | Should -Be 'root-not-writable'
        Get-Outcome "$TestDrive\e" 'Global\GlmTestD' | Should -Be 'free'
    }
}
