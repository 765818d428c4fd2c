# Real environments: a conda prefix by micromamba (here its stand-in with a local channel), and a venv.
BeforeDiscovery {
    # The stand-in and its channel lie in the toolchain beside the project; a real micromamba's manifest may stand there too.
    $stand = $env:GLM_TEST_CONDA
    if (-not $stand) { $stand = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../../shared/toolchain/conda") }
    $hasStand = [System.IO.File]::Exists("$stand/micromamba-win-64.exe")
}
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $script:stand = $env:GLM_TEST_CONDA
    if (-not $script:stand) { $script:stand = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../../shared/toolchain/conda") }
    # A folder whose name is as awkward as people's are; Temp is short, which conda needs.
    $script:place = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "glm it's [1] $([guid]::NewGuid().ToString('N').Substring(0, 6))")
    function Get-Entry([string] $Path, [hashtable] $More) {
        $More + @{ file = [System.IO.Path]::GetFileName($Path); size = (New-Object System.IO.FileInfo $Path).Length; sha256 = (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash.ToLowerInvariant() }
    }
    function New-CondaLock {
        $lock = Import-GlmLock -Profile demo
        $base = ([uri] "$script:stand\channel").AbsoluteUri
        $packages = foreach ($line in [System.IO.File]::ReadAllLines("$script:stand/explicit-win-64.txt") | Where-Object { $_ -like 'BASE/*' }) {
            $subdir, $file = $line.Split('#')[0].Replace('BASE/', '').Split('/')
            $name = $file.Replace('.conda', '')
            $parts = $name.Split('-')
            $count = $parts.Count
            Get-Entry "$script:stand\channel\$subdir\$file" @{ name = ($parts[0..($count - 3)] -join '-'); version = $parts[$count - 2]; build = $parts[$count - 1]; subdir = $subdir }
        }
        $exe = "$script:stand\micromamba-win-64.exe"
        $lock.conda = ConvertFrom-Json (ConvertTo-Json -Depth 6 @{
                micromamba = Get-Entry $exe @{ version = 'stand-in'; urls = @(([uri] $exe).AbsoluteUri) }
                channel = @{ name = 'local'; urls = @($base) }; packages = @($packages)
            })
        $lock
    }
}
AfterAll {
    if (Test-Path -LiteralPath $script:place) { Remove-Item -LiteralPath $script:place -Recurse -Force }
}
Describe 'Install-GlmEnvironment' {
    # A real run on this machine must not make these tests busy.
    BeforeEach { Mock Enter-GlmRun -ModuleName GlmDeploy { $null } }
    It 'makes a conda prefix from verified files, whatever CONDA_ and MAMBA_ variables say' -Skip:(-not $hasStand) {
        $env:CONDA_PREFIX = 'C:\nowhere'; $env:MAMBA_ALWAYS_YES = '1'; $env:CONDA_PKGS_DIRS = 'C:\nowhere'
        try { $made = Install-GlmEnvironment -Lock (New-CondaLock) -Root "$script:place\c" -EnvironmentProvider micromamba }
        finally { $env:CONDA_PREFIX = $null; $env:MAMBA_ALWAYS_YES = $null; $env:CONDA_PKGS_DIRS = $null }
        $made.Status | Should -Be 'done'
        $made.Provider | Should -Be 'micromamba'
        $made.Interpreter | Should -Be "$($made.Folder)\python.exe"
        Test-Path -LiteralPath "$($made.Folder)\conda-meta\python-3.12.1-local_0_cpython.json" | Should -BeTrue
        Test-Path -LiteralPath 'C:\nowhere' | Should -BeFalse
        $run = InModuleScope GlmDeploy -Parameters @{ path = $made.Interpreter } { Invoke-GlmProcess -FilePath $path -ArgumentList '-c', 'import ssl, sqlite3, sys; print(sys.prefix)' }
        $run.StandardOutput.Trim() | Should -Be $made.Folder
    }
    It 'removes what a killed run left, and builds anew' -Skip:(-not $hasStand) {
        $lock = New-CondaLock
        $folder = "$script:place\c\envs\$($lock.Key.Substring(0, 12))"
        [System.IO.File]::Delete("$folder\python.exe")
        [System.IO.File]::WriteAllText("$folder\leftover.txt", 'x')
        $made = Install-GlmEnvironment -Lock $lock -Root "$script:place\c" -EnvironmentProvider auto
        $made.Status | Should -Be 'done'
        $made.Reason | Should -Match 'packages are in the cache'
        Test-Path -LiteralPath "$folder\leftover.txt" | Should -BeFalse
        Test-Path -LiteralPath "$folder\python.exe" | Should -BeTrue
    }
    It 'builds from the verified archives, not from what the cache made of them' -Skip:(-not $hasStand) {
        $lock = New-CondaLock
        $folder = "$script:place\c\envs\$($lock.Key.Substring(0, 12))"
        $before = [System.IO.File]::ReadAllText("$folder\Lib\this.py")
        # An edit in place reaches every hard link of a file; and micromamba asks no hash of what it unpacked earlier.
        $stream = New-Object System.IO.FileStream "$folder\Lib\this.py", 'Open', 'Write'
        try { $stream.WriteByte(35) } finally { $stream.Dispose() }
        $unpacked = "$script:place\c\cache\mamba\pkgs\python-3.12.1-local_0_cpython\Lib"
        [void] [System.IO.Directory]::CreateDirectory($unpacked)
        [System.IO.File]::WriteAllText("$unpacked\this.py", 'poison')
        (Install-GlmEnvironment -Lock $lock -Root "$script:place\c" -EnvironmentProvider micromamba -Force).Status | Should -Be 'done'
        [System.IO.File]::ReadAllText("$folder\Lib\this.py") | Should -BeExactly $before
    }
    It 'names the conda package that the lock or somebody else changed' -Skip:(-not $hasStand) {
        $lock = New-CondaLock
        $folder = "$script:place\c\envs\$($lock.Key.Substring(0, 12))"
        [System.IO.File]::WriteAllText("$folder\environment.json", '{"schema": 1}')
        $state = { param($lock) InModuleScope GlmDeploy -Parameters @{ lock = $lock; root = "$script:place\c" } { Get-GlmEnvironmentState -Lock $lock -Root $root } }
        (& $state $lock).Ready | Should -BeTrue
        [System.IO.File]::WriteAllText("$folder\conda-meta\numpy-1.0-0.json", '{}')
        (& $state $lock).Reason | Should -Be 'somebody installed the conda package numpy-1.0-0'
        [System.IO.File]::Delete("$folder\conda-meta\numpy-1.0-0.json")
        $lock.conda.packages[0].version = '99'
        (& $state $lock).Reason | Should -Match '^it lacks the conda package .*-99-'
    }
    It 'refuses a damaged conda package before micromamba sees it' -Skip:(-not $hasStand) {
        $lock = New-CondaLock
        $lock.conda.packages[0].sha256 = 'a' * 64
        try { [void] (Install-GlmEnvironment -Lock $lock -Root "$script:place\d" -EnvironmentProvider micromamba) } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^hash-mismatch'
        Test-Path -LiteralPath "$script:place\d\envs" | Should -BeFalse
    }
    It 'makes a venv of a registered Python, and takes it as it is once it is recorded' {
        $lock = Import-GlmLock -Profile demo
        $made = Install-GlmEnvironment -Lock $lock -Root "$script:place\v" -EnvironmentProvider venv
        $made.Interpreter | Should -Be "$($made.Folder)\Scripts\python.exe"
        (Install-GlmEnvironment -Lock $lock -Root "$script:place\v" -EnvironmentProvider venv -WhatIf).Status | Should -Be 'planned'
        [System.IO.File]::WriteAllText("$($made.Folder)\environment.json", '{"schema": 1}')
        (Install-GlmEnvironment -Lock $lock -Root "$script:place\v").Status | Should -Be 'skipped'
        [System.IO.File]::WriteAllText("$($made.Folder)\environment.json", '{"sche')
        (Install-GlmEnvironment -Lock $lock -Root "$script:place\v" -EnvironmentProvider venv).Reason | Should -Match 'its record is damaged'
    }
    It 'says what is wrong with a given Python' {
        $lock = Import-GlmLock -Profile demo
        try { [void] (Install-GlmEnvironment -Lock $lock -Root "$script:place\x" -PythonPath 'C:\nowhere\python.exe') } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^python-missing'
        $shell = [System.Environment]::GetEnvironmentVariable('ComSpec')
        try { [void] (Install-GlmEnvironment -Lock $lock -Root "$script:place\x" -PythonPath $shell) } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^python-unsuitable'
        $failure.Exception.Message | Should -Match 'does not answer as a Python'
        $lock.Minor = '3.11'
        try { [void] (Install-GlmEnvironment -Lock $lock -Root "$script:place\x" -PythonPath (InModuleScope GlmDeploy { (Find-GlmPython -Minor '3.12').Path })) } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^python-unsuitable'
        $failure.Exception.Message | Should -Match '3\.12 with 64 bits'
    }
}
Describe 'an installed conda' {
    BeforeAll {
        $script:conda = "$script:place\installed\Scripts"
        [void] [System.IO.Directory]::CreateDirectory($script:conda)
        $python = InModuleScope GlmDeploy { (Find-GlmPython -Minor '3.12').Path }
        $made = InModuleScope GlmDeploy -Parameters @{ python = $python; arguments = @("$script:root\tests\fixtures\powershell\pretend_conda.py", $script:conda) } {
            Invoke-GlmProcess -FilePath $python -ArgumentList $arguments
        }
        if (-not [System.IO.File]::Exists("$script:conda\conda.exe")) { throw "no stand-in for conda: $($made.StandardError)" }
        $env:CONDA_EXE = "$script:conda\conda.exe"
        function Set-Answer([hashtable] $Answer) { [System.IO.File]::WriteAllText("$script:conda\answer.json", (ConvertTo-Json $Answer)) }
        function Get-Refusal {
            try { [void] (Install-GlmEnvironment -Lock (New-CondaLock) -Root "$script:place\n" -EnvironmentProvider conda) } catch { return $_ }
        }
    }
    BeforeEach { Mock Enter-GlmRun -ModuleName GlmDeploy { $null } }
    AfterAll { $env:CONDA_EXE = $null }
    It 'makes the prefix, and neither its rc files nor its user''s list of environments are touched' -Skip:(-not $hasStand) {
        Set-Answer @{ text = 'conda 23.1.0'; engine = "$script:stand\micromamba-win-64.exe" }
        $known = "$env:USERPROFILE\.conda\environments.txt"
        $before = [System.IO.File]::Exists($known) -and [System.IO.File]::ReadAllText($known).Contains("$script:place\i")
        $made = Install-GlmEnvironment -Lock (New-CondaLock) -Root "$script:place\i" -EnvironmentProvider conda
        $made.Status | Should -Be 'done'
        $made.Reason | Should -Match 'conda 23\.1\.0 of '
        $run = InModuleScope GlmDeploy -Parameters @{ path = $made.Interpreter } { Invoke-GlmProcess -FilePath $path -ArgumentList '-c', 'import sqlite3, sys; print(sys.prefix)' }
        $run.StandardOutput.Trim() | Should -Be $made.Folder
        $seen = ConvertFrom-Json ([System.IO.File]::ReadAllText("$script:conda\seen.json"))
        $seen.environ.USERPROFILE | Should -BeLike "$script:place\i\cache\*".Replace('[', '`[')
        $seen.argv -contains '--no-default-packages' | Should -BeTrue
        ([System.IO.File]::Exists($known) -and [System.IO.File]::ReadAllText($known).Contains("$script:place\i")) | Should -Be $before
        # The list carries no hash that an older conda would not read; its archives come from our verified folder.
        $list = [System.IO.File]::ReadAllText(@([System.IO.Directory]::GetFiles("$script:place\i\cache\conda", 'explicit-*.txt'))[0])
        $list | Should -Not -Match '#'
        $list | Should -Match 'file:///'
    }
    It 'is refused with what was seen of it: <Seen>' -ForEach @(
        @{ Answer = @{ text = 'conda 4.5.12' }; Seen = 'is conda 4\.5\.12, at least 4\.7\.0 is needed' }
        @{ Answer = @{ text = 'Traceback (most recent call last):'; code = 1 }; Seen = 'gives no version \(ended with exit code 1\)' }
        @{ Answer = @{ text = '<html>conda 24.1.0</html>' }; Seen = 'gives no version \(ended with exit code 0\)' }
    ) {
        Set-Answer $Answer
        $failure = Get-Refusal
        $failure.FullyQualifiedErrorId | Should -Match '^provider-unavailable'
        $failure.Exception.Message | Should -Match $Seen
        Test-Path -LiteralPath "$script:place\n\envs" | Should -BeFalse
    }
    It 'that is no program, or none at all, is refused too' {
        [System.IO.File]::WriteAllText("$script:place\installed\broken.exe", 'no program')
        $env:CONDA_EXE = "$script:place\installed\broken.exe"
        (Get-Refusal).Exception.Message | Should -Match 'broken\.exe does not start'
        $env:CONDA_EXE = "$script:place\installed\nowhere.exe"
        (Get-Refusal).Exception.Message | Should -Match 'none was found'
        $env:CONDA_EXE = "$script:conda\conda.exe"
    }
    It 'is found by the key that its installer leaves' {
        Set-Answer @{ text = 'mamba 1.5.8' + [Environment]::NewLine + 'conda 23.11.0' }
        $env:CONDA_EXE = $null
        $key = 'HKCU:\SOFTWARE\Python\ContinuumAnalytics\GlmTest312-64\InstallPath'
        try {
            [void] (New-Item -Path $key -Force -Value "$script:place\installed")
            $found = InModuleScope GlmDeploy { Find-GlmConda }
        }
        finally {
            Remove-Item -LiteralPath 'HKCU:\SOFTWARE\Python\ContinuumAnalytics\GlmTest312-64' -Recurse -Force
            $env:CONDA_EXE = "$script:conda\conda.exe"
        }
        $found.Path | Should -Be "$script:conda\conda.exe"
        ($found.Program, $found.Version, $found.IsClassic -join ' ') | Should -Be 'mamba 1.5.8 True'
    }
}
