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
        $lock.Minor = '3.11'
        try { [void] (Install-GlmEnvironment -Lock $lock -Root "$script:place\x" -PythonPath (InModuleScope GlmDeploy { (Find-GlmPython -Minor '3.12').Path })) } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^python-unsuitable'
        $failure.Exception.Message | Should -Match '3\.12 with 64 bits'
    }
}
