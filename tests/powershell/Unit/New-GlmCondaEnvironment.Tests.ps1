# What micromamba is given and what of its answers is believed: its traps one by one, with the process runner replaced. That a
# real prefix comes of it is Install-GlmEnvironment.Tests.ps1's business.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    # A lock whose packages lie beside it as files; what is in them is nobody's business here.
    function New-FileLock([string] $Place) {
        $lock = Import-GlmLock -Profile demo
        $channel = "$Place\channel"
        $entry = {
            param($name, $subdir)
            $file = $(if ($subdir) { "$name-1.0-h_0.conda" } else { $name })
            $path = [System.IO.Path]::Combine($channel, $subdir, $file)
            [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
            [System.IO.File]::WriteAllText($path, "content of $name")
            @{ name = $name; version = '1.0'; build = 'h_0'; subdir = $subdir; file = $file; size = (New-Object System.IO.FileInfo $path).Length
                sha256 = (Get-FileHash -LiteralPath $path -Algorithm SHA256).Hash.ToLowerInvariant(); urls = @(([uri] $path).AbsoluteUri) }
        }
        # In an order that is neither the alphabet's nor the file system's.
        $packages = @((& $entry 'zlib' 'win-64'), (& $entry 'python' 'win-64'), (& $entry 'certs' 'noarch'))
        $lock.conda = ConvertFrom-Json (ConvertTo-Json -Depth 6 @{
                micromamba = & $entry 'micromamba.exe' ''; packages = $packages
                channel = @{ name = 'local'; urls = @(([uri] $channel).AbsoluteUri) }
            })
        $lock
    }
    # Builds with a micromamba that answers -Code, -Text and leaves -Records (default: all) behind; answers what was seen.
    function Invoke-Build([hashtable] $Answer = @{}, [switch] $Offline, [string] $Leftover, [switch] $Held) {
        $place = "$TestDrive\$([guid]::NewGuid().ToString('N').Substring(0, 6))"
        $lock = New-FileLock $place
        $folder = "$place\r\envs\$($lock.Key.Substring(0, 12))"
        $busy = $null
        if ($Leftover) { [void] [System.IO.Directory]::CreateDirectory("$folder\conda-meta"); [System.IO.File]::WriteAllText("$folder\$Leftover", 'x') }
        if ($Held) { $busy = New-Object System.IO.FileStream "$folder\$Leftover", 'Open', 'Read', 'None' }
        $default = @{ Code = 0; Text = ''; Problem = ''; Records = @('zlib-1.0-h_0', 'python-1.0-h_0', 'certs-1.0-h_0'); Python = '3.12 cpython 64'; Lock = $lock; Root = "$place\r"; Offline = [bool] $Offline }
        foreach ($key in $Answer.Keys) { $default[$key] = $Answer[$key] }
        try {
            InModuleScope GlmDeploy -Parameters $default {
                param($Code, $Text, $Problem, $Records, $Python, $Lock, $Root, $Offline)
                $calls = New-Object System.Collections.ArrayList
                # A real run on this machine must not make these tests busy.
                Mock Enter-GlmRun { $null }
                Mock Invoke-GlmProcess {
                    $created = $ArgumentList[0] -eq 'create'
                    $prefix = $(if ($created) { $ArgumentList[[Array]::IndexOf($ArgumentList, '--prefix') + 1] })
                    [void] $calls.Add([pscustomobject]@{ FilePath = $FilePath; ArgumentList = $ArgumentList; Environment = $Environment; PrefixExisted = [bool] ($prefix -and [System.IO.Directory]::Exists($prefix)) })
                    if ($created) {
                        if ($null -ne $Records) {
                            [void] [System.IO.Directory]::CreateDirectory("$prefix\conda-meta")
                            [System.IO.File]::WriteAllText("$prefix\conda-meta\history", '')
                            foreach ($record in $Records) { [System.IO.File]::WriteAllText("$prefix\conda-meta\$record.json", '{}') }
                            [System.IO.File]::WriteAllText("$prefix\python.exe", '')
                        }
                        return [pscustomobject]@{ Started = (-not $Problem); TimedOut = $false; ExitCode = $(if (-not $Problem) { $Code }); StandardOutput = $Text; StandardError = ''; Problem = $Problem; Seconds = 0 }
                    }
                    [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = 0; StandardOutput = $Python; StandardError = ''; Problem = ''; Seconds = 0 }
                }.GetNewClosure()
                $failure = $null
                $made = $null
                try { $made = Install-GlmEnvironment -Lock $Lock -Root $Root -EnvironmentProvider micromamba -Offline:$Offline }
                catch { $failure = $_ }
                $create = @($calls | Where-Object { $_.ArgumentList[0] -eq 'create' })
                $list = @()
                if ($create.Count) { $list = [System.IO.File]::ReadAllLines($create[0].ArgumentList[[Array]::IndexOf($create[0].ArgumentList, '--file') + 1]) }
                [pscustomobject]@{
                    Calls = $calls.ToArray(); Create = $create; List = $list; Made = $made; Failure = $failure; Root = $Root; Lock = $Lock
                    Id = $(if ($failure) { $failure.FullyQualifiedErrorId.Split(',')[0] })
                }
            }
        }
        finally { if ($busy) { $busy.Dispose() } }
    }
}
Describe 'what micromamba is given' {
    BeforeAll {
        # The last is the value that real micromamba takes for an error.
        $names = 'CONDA_PKGS_DIRS', 'CONDA_PREFIX', 'CONDARC', 'MAMBARC', 'MAMBA_ROOT_PREFIX', 'MAMBA_OFFLINE', 'MAMBA_ALWAYS_YES'
        foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, '1') }
        try { $script:seen = Invoke-Build -Offline }
        finally { foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $null) } }
        $script:call = $script:seen.Create[0]
    }
    It 'is one create, and nothing else is asked of it' {
        $script:seen.Failure | Should -BeNullOrEmpty
        $script:seen.Create.Count | Should -Be 1
        @($script:seen.Calls | Where-Object { $_.FilePath -like '*micromamba*' }).Count | Should -Be 1
        $script:call.FilePath | Should -BeLike "$($script:seen.Root)\cache\tools\*\micromamba.exe"
    }
    It 'is no option that bends it: not offline, no JSON, not quiet, no cache or rc of another' {
        $prefix = "$($script:seen.Root)\cache\mamba"
        $script:call.ArgumentList | Should -Be @('create', '--no-rc', '--root-prefix', $prefix, '--prefix', $script:seen.Made.Folder, '--yes', '--always-copy', '--file', $script:call.ArgumentList[-1])
    }
    It 'is an environment with one CONDA_ or MAMBA_ variable, ours' {
        @($script:call.Environment.Keys | Where-Object { $_ -match '^(CONDA|MAMBA|_CE_)' }) | Should -Be @('MAMBA_ROOT_PREFIX')
        $script:call.Environment['MAMBA_ROOT_PREFIX'] | Should -Be "$($script:seen.Root)\cache\mamba"
        $script:call.Environment['USERPROFILE'] | Should -BeLike "$($script:seen.Root)\cache\mamba\*"
    }
    It 'is a list in the lock''s order, whole, of our verified files with a hash each' {
        $script:seen.List[0] | Should -Be '@EXPLICIT'
        @($script:seen.List).Count | Should -Be 4
        for ($index = 0; $index -lt 3; $index++) {
            $entry = $script:seen.Lock.conda.packages[$index]
            $file = "$($script:seen.Root)\cache\conda\$($entry.subdir)\$($entry.file)"
            $script:seen.List[$index + 1] | Should -BeExactly "$(([uri] $file).AbsoluteUri)#$($entry.sha256)"
            (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash | Should -Be $entry.sha256
        }
        @($script:seen.List | Where-Object { $_ -cnotmatch '^(@EXPLICIT|file:///\S+\.conda#[0-9a-f]{64})$' }) | Should -BeNullOrEmpty
    }
}
Describe 'what micromamba answers' {
    It 'is judged by its exit code, whatever it says: <Code>' -ForEach @(@{ Code = 1 }, @{ Code = 109 }, @{ Code = 114 }, @{ Code = 3 }, @{ Code = -1073741819 }) {
        $seen = Invoke-Build @{ Code = $Code; Text = 'Transaction finished. To activate this environment, use: success' }
        $seen.Id | Should -Be 'environment-failed'
        $seen.Failure.Exception.Message | Should -Match "exit code $Code"
        $seen.Calls.Count | Should -Be 1 -Because 'what it left is not even started'
    }
    It 'may sound like a failure where everything is there' {
        $seen = Invoke-Build @{ Text = 'error    libmamba The following arguments were not expected: run with --help' }
        $seen.Failure | Should -BeNullOrEmpty
        $seen.Made.Status | Should -Be 'done'
    }
    It 'is not believed with <What>' -ForEach @(
        @{ What = 'a history and no records'; Answer = @{ Records = @() }; Says = 'lacks the conda package zlib-1.0-h_0, python-1.0-h_0, certs-1.0-h_0' }
        @{ What = 'one record missing'; Answer = @{ Records = @('zlib-1.0-h_0', 'python-1.0-h_0') }; Says = 'lacks the conda package certs-1.0-h_0' }
        @{ What = 'a package that nobody listed'; Answer = @{ Records = @('zlib-1.0-h_0', 'python-1.0-h_0', 'certs-1.0-h_0', 'extra-2-0') }; Says = 'extra-2-0' }
        @{ What = 'nothing made at all'; Answer = @{ Records = $null }; Says = 'lacks the conda package zlib-1.0-h_0' }
        @{ What = 'a Python that does not answer'; Answer = @{ Python = '' }; Says = 'does not answer as Python 3\.12' }
        @{ What = 'a Python of another version'; Answer = @{ Python = '3.11 cpython 64' }; Says = 'does not answer as Python 3\.12' }
        @{ What = 'no start'; Answer = @{ Problem = 'blocked by policy'; Records = $null }; Says = 'blocked by policy' }
    ) {
        $seen = Invoke-Build $Answer
        $seen.Id | Should -Be 'environment-failed'
        $seen.Failure.Exception.Message | Should -Match $Says
    }
}
Describe 'where micromamba builds' {
    It 'nothing lies: create with --yes would wipe it' {
        $seen = Invoke-Build -Leftover 'python.exe'
        $seen.Failure | Should -BeNullOrEmpty
        $seen.Create[0].PrefixExisted | Should -BeFalse
    }
    It 'nobody else does: busy while another run holds the root, and what lies there stays' {
        $place = "$TestDrive\busy"
        $lock = New-FileLock $place
        $python = "$place\r\envs\$($lock.Key.Substring(0, 12))\python.exe"
        [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($python))
        [System.IO.File]::WriteAllText($python, 'x')
        $other = New-Object System.IO.FileStream "$place\r\run.lock", 'OpenOrCreate', 'ReadWrite', 'None'
        try { [void] (Install-GlmEnvironment -Lock $lock -Root "$place\r" -EnvironmentProvider micromamba) } catch { $failure = $_ } finally { $other.Dispose() }
        $failure.FullyQualifiedErrorId | Should -Match '^run-busy'
        Test-Path -LiteralPath $python | Should -BeTrue
    }
    It 'nothing is started while a program still uses what lies there' {
        $seen = Invoke-Build -Leftover 'python.exe' -Held
        $seen.Id | Should -Be 'environment-in-use'
        $seen.Create.Count | Should -Be 0
    }
}
Describe 'the length of the root, which micromamba''s paths hold twice' {
    It '<Length> characters, long paths <Long>: <Says>' -ForEach @(
        @{ Length = 25; Long = $false; Says = 'nothing' }, @{ Length = 54; Long = $false; Says = 'nothing' }, @{ Length = 55; Long = $false; Says = 'a shorter root' }
        @{ Length = 100; Long = $false; Says = 'a shorter root' }, @{ Length = 100; Long = $true; Says = 'nothing' }
    ) {
        $hint = InModuleScope GlmDeploy -Parameters @{ Root = 'C:\' + 'x' * ($Length - 3); Long = $Long } {
            param($Root, $Long)
            Mock Get-GlmHostLongPath { [pscustomobject]@{ enabled = $Long; raw = 0 } }.GetNewClosure()
            Get-GlmCondaHint -Root $Root
        }
        if ($Says -eq 'nothing') { $hint | Should -BeNullOrEmpty }
        else { $hint | Should -Match "has $Length characters .* -Root [A-Z]:\\" }
    }
}
