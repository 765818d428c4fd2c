# What a changed driver or GPU does to a run: recorded answers of nvidia-smi through the real parsers, needs and locks; only
# the process runner and the host facts are replaced.
BeforeAll {
    $script:project = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:project/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $script:recorded = [System.IO.File]::ReadAllText("$script:project/tests/fixtures/nvidia-smi/xml-581-rtx3090.txt")
    $script:uuid = 'GPU-1f0a2b3c-4d5e-6f70-8192-a3b4c5d6e701'
    function Get-Machine {
        [pscustomobject]@{
            os = @{ build = 22631; product = 'Windows 11 Pro'; architecture = 'AMD64' }; memory = @{ total_bytes = 64GB; available_bytes = 40GB }
            disk = @{ path = 'C:\'; free_bytes = 500GB; total_bytes = 900GB }; long_paths = @{ enabled = $true; raw = 1 }; session = @{ remote = $false }
            powershell = @{ version = '5.1.22621.2506'; edition = 'Desktop'; bits = 64; os_bits = 64; language_mode = 'FullLanguage' }
            reboot = @{ signals = @() }; installers = @(); adapters = @(); devices = @(); vc_runtime = @{ path = 'C:\Windows\System32\msvcp140.dll'; version = '14.44.35211.0' }
            toolkits = @(); problems = @{}; nvidia_smi = @{ path = 'C:\Windows\System32\nvidia-smi.exe'; tried = @() }
        }
    }
    # Runs the stage on a root whose deployment was proved on the recorded machine; -Answer is what nvidia-smi says now.
    function Invoke-Stage([string] $Answer, [int] $Code = 0, [string] $Name = [guid]::NewGuid().ToString('N'), [hashtable] $Change = @{}, [string] $Slot = '00000000:01:00.0') {
        $root = [System.IO.Path]::Combine("$TestDrive", $Name)
        [void] [System.IO.Directory]::CreateDirectory($root)
        $proved = @{ driver_version = '581.29'; gpu_uuids = @($script:uuid); driver_model = 'WDDM' }
        [System.IO.File]::WriteAllText("$root\current.json", (ConvertTo-Json @{ schema = 1; profile = 'rtx3090'; artefacts = @(); fingerprint = $proved; gpus = @(@{ uuid = $script:uuid; name = 'NVIDIA GeForce RTX 3090'; bus_id = $Slot }) } -Depth 4))
        $machine = Get-Machine
        foreach ($fact in $Change.Keys) { $machine.$fact = $Change[$fact] }
        InModuleScope GlmDeploy -Parameters @{ Answer = $Answer; Code = $Code; Root = $root; Machine = $machine } {
            param($Answer, $Code, $Root, $Machine)
            $bytes = [System.Text.Encoding]::UTF8.GetBytes($Answer)
            $said = New-Object System.Collections.ArrayList
            Mock Get-GlmHost { $Machine }.GetNewClosure()
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; Truncated = $false; ExitCode = $Code; StandardOutput = ''; StandardError = ''; StandardOutputBytes = $bytes; Problem = ''; Seconds = 0.1 } }.GetNewClosure()
            Mock Write-GlmConsole { [void] $said.Add($Line) }.GetNewClosure()
            $run = New-GlmRun -ProfileName 'rtx3090' -Root $Root -Option @{ Quiet = $true } -Plan
            $run.Lock = Import-GlmLock -Profile rtx3090
            $outcome = [pscustomobject]@{ status = 'done'; reason = '' }
            $failure = $null
            try { Invoke-GlmPreflight -Run $run -Outcome $outcome }
            catch { $failure = ConvertTo-GlmFailure -ErrorRecord $_ }
            finally { Close-GlmLog }
            $run.IsPlan = $false
            $run.Failure = $failure
            [pscustomobject]@{ ExitCode = (ConvertTo-GlmResult -Run $run)['exit_code']; Run = $run; Reason = $outcome.reason; Failure = $failure; Said = $said.ToArray(); Fingerprint = Get-GlmRequestFingerprint -Facts $run.Facts }
        }
    }
}
Describe 'a driver update' {
    It 'that changed nothing says nothing' {
        $seen = Invoke-Stage $script:recorded
        $seen.Failure | Should -BeNullOrEmpty
        $seen.Reason | Should -Not -Match 'changed'
        $seen.Said | Should -BeNullOrEmpty
        $seen.Fingerprint['driver_version'] | Should -Be '581.29'
        $seen.Run.Lock.stack.variant | Should -Be 'cu130'
    }
    It 'that still fits passes, and says from what to what' {
        $seen = Invoke-Stage $script:recorded.Replace('581.29', '596.10')
        $seen.Failure | Should -BeNullOrEmpty
        $seen.Reason | Should -Match 'The driver changed from 581\.29 to 596\.10\.'
        # The stage's own line is too short for it.
        $seen.Said | Should -Contain '    The driver changed from 581.29 to 596.10.'
        $seen.Run.Lock.stack.variant | Should -Be 'cu130'
        # This is what the smoke test's inputs hold, so it runs again and nothing else does (test_driver_update.py).
        $seen.Fingerprint['driver_version'] | Should -Be '596.10'
    }
    It 'that no longer fits takes the fallback stack, and says why' {
        $seen = Invoke-Stage $script:recorded.Replace('581.29', '551.61') -Name 'fallback'
        $seen.Failure | Should -BeNullOrEmpty
        $seen.Run.Lock.stack.variant | Should -Be 'cu126'
        $seen.Reason | Should -Match 'driver 551\.61.* does not fit CUDA 13\.0; the fallback stack cu126 \(CUDA 12\.6\) is taken'
        $seen.Reason | Should -Match 'The driver changed from 581\.29 to 551\.61\.'
        $seen.Run.Lock.Path | Should -Be ([System.IO.Path]::Combine("$TestDrive", 'fallback', 'locks', 'rtx3090-cu126.win-64.json'))
    }
    It 'that fits no stack stops, with the exact version to install' {
        $seen = Invoke-Stage $script:recorded.Replace('581.29', '472.12')
        $seen.Failure.Id | Should -Be 'driver-too-old'
        $seen.Failure.ExitCode | Should -Be 69013
        $seen.Failure.Hint | Should -Match '580'
        $seen.Failure.Message | Should -Match '472\.12'
        $seen.Said | Should -Contain '    The driver changed from 581.29 to 472.12.'
        $seen.Run.Lock.stack.variant | Should -Be 'cu130'
    }
}
Describe 'a GPU that was' {
    It 'swapped passes where the new one fits, and both are named' {
        $seen = Invoke-Stage $script:recorded.Replace($script:uuid, 'GPU-ffffffff-0000-0000-0000-000000000000')
        $seen.Failure | Should -BeNullOrEmpty
        $seen.Reason | Should -Match 'GPU swapped: NVIDIA GeForce RTX 3090 \(GPU-1f0a2b3c.*\) is gone, .*GPU-ffffffff.* came'
    }
    It 'moved to another slot is named and keeps its proof' {
        $answer = $script:recorded.Replace('00000000:01:00.0', '00000000:41:00.0')
        $seen = Invoke-Stage $answer
        $seen.Failure | Should -BeNullOrEmpty
        $seen.Said -join ' ' | Should -Match 'RTX 3090 \(GPU-1f0a2b3c.*\) moved from 00000000:01:00\.0 to 00000000:41:00\.0\.'
        # What the smoke test's inputs hold is the same, so nothing runs again.
        $seen.Fingerprint['gpu_uuids'] -join ',' | Should -Be $script:uuid
        # The pointer then holds the new slot (test_promotion.py), and the next run has nothing to say.
        $slot = InModuleScope GlmDeploy -Parameters @{ Facts = $seen.Run.Facts } { param($Facts) (Get-GlmRequestGpu -Facts $Facts)['bus_id'] }
        $slot | Should -Be '00000000:41:00.0'
        (Invoke-Stage $answer -Name 'noted' -Slot $slot).Said | Should -BeNullOrEmpty
    }
    It 'removed stops in the class of the GPU' {
        $seen = Invoke-Stage 'No devices were found' -Code 6
        $seen.Failure.Exit | Should -Be 'gpu'
        $seen.Failure.Hint | Should -Not -BeNullOrEmpty
    }
    It 'lost is told apart from one that is removed' {
        (Invoke-Stage ([System.IO.File]::ReadAllText("$script:project/tests/fixtures/nvidia-smi/text-exit15.txt")) -Code 15).Failure.Id | Should -Be 'gpu-lost'
    }
}
Describe 'a machine in the middle of something' {
    It '<What>: exit code <ExitCode>' -ForEach @(
        @{ What = 'Windows Installer works'; Change = @{ installers = @([pscustomobject]@{ name = 'Windows Installer'; evidence = 'mutex' }) }; ExitCode = 1618 }
        @{ What = 'a driver is being installed'; Change = @{ installers = @([pscustomobject]@{ name = 'driver installation'; evidence = 'process setup' }) }; ExitCode = 1618 }
        @{ What = 'driver files wait for a restart'; Change = @{ reboot = @{ signals = @([pscustomobject]@{ name = 'file-renames'; key = 'k'; strong = $true; raw = 'nvcuda64.dll' }) } }; ExitCode = 3010 }
        @{ What = 'other files wait for a restart'; Change = @{ reboot = @{ signals = @([pscustomobject]@{ name = 'file-renames'; key = 'k'; strong = $false; raw = 'browser.exe' }) } }; ExitCode = 0 }
        @{ What = 'Windows Update waits for a restart'; Change = @{ reboot = @{ signals = @([pscustomobject]@{ name = 'windows-update'; key = 'k'; strong = $true; raw = 'key exists' }) } }; ExitCode = 0 }
        @{ What = 'nothing at all'; Change = @{}; ExitCode = 0 }
    ) { (Invoke-Stage $script:recorded -Change $Change).ExitCode | Should -Be $ExitCode }
}
Describe 'the fallback lock' {
    BeforeAll {
        $script:made = InModuleScope GlmDeploy -Parameters @{ Root = [System.IO.Path]::Combine("$TestDrive", 'made') } { param($Root) Resolve-GlmFallbackLock -Lock (Import-GlmLock -Profile rtx3090) -Root $Root }
        $script:first = Import-GlmLock -Profile rtx3090
    }
    It 'has the fallback''s torch and nothing else changed, and an environment of its own' {
        @($script:made.packages.'3.12').Count | Should -Be @($script:first.packages.'3.12').Count
        $torch = @($script:made.packages.'3.12' | Where-Object { $_.name -eq 'torch' })
        $torch.Count | Should -Be 1
        $torch[0].sha256 | Should -Be $script:first.needs.gpu.fallback.package.sha256
        $script:made.stack.torch | Should -Be '2.13.0+cu126'
        $script:made.needs.gpu.cuda | Should -Be '12.6'
        $script:made.needs.gpu.fallback | Should -BeNullOrEmpty
        $script:made.Key | Should -Not -Be $script:first.Key
        (ConvertTo-Json $script:made.model -Depth 6) | Should -Be (ConvertTo-Json $script:first.model -Depth 6)
    }
    It 'is a lock to the model half too, with the same key' {
        $python = InModuleScope GlmDeploy { Find-GlmPython -Minor '3.12' -Try }
        if (-not $python) { Set-ItResult -Skipped -Because 'no Python 3.12 is registered'; return }
        $code = 'import sys; from pathlib import Path; from glm_deploy.lock import load_lock, check_inputs; lock = load_lock(Path(sys.argv[1])); check_inputs(lock); print(lock.environment_key("3.12"), lock.stack["variant"])'
        $answer = InModuleScope GlmDeploy -Parameters @{ Python = $python.Path; Code = $code; Lock = $script:made.Path; Source = "$script:project\python\src" } {
            param($Python, $Code, $Lock, $Source)
            Invoke-GlmProcess -FilePath $Python -ArgumentList '-X', 'utf8', '-c', $Code, $Lock -WorkingDirectory $Source -TimeLimitSeconds 120
        }
        $answer.StandardError.Trim() | Should -BeNullOrEmpty
        $answer.StandardOutput.Trim() | Should -Be "$($script:made.Key) cu126"
    }
    It 'is a lock of its own where one lies beside the first' {
        $folder = [System.IO.Path]::Combine("$TestDrive", 'locks-of-two')
        [void] [System.IO.Directory]::CreateDirectory($folder)
        [System.IO.File]::Copy($script:first.Path, "$folder\rtx3090.win-64.json")
        [System.IO.File]::Copy($script:made.Path, "$folder\rtx3090-cu126.win-64.json")
        $seen = InModuleScope GlmDeploy -Parameters @{ Folder = $folder } { param($Folder) Resolve-GlmFallbackLock -Lock (Import-GlmLock -Path "$Folder\rtx3090.win-64.json") -Root "$Folder\root" }
        $seen.Path | Should -Be "$folder\rtx3090-cu126.win-64.json"
        Test-Path -LiteralPath "$folder\root" | Should -BeFalse
    }
    It 'is none where its name has a line end after it' {
        $seen = InModuleScope GlmDeploy -Parameters @{ Root = "$TestDrive\line" } {
            param($Root)
            $lock = Import-GlmLock -Profile rtx3090
            $lock.needs.gpu.fallback.variant += "`n"
            Resolve-GlmFallbackLock -Lock $lock -Root $Root
        }
        $seen | Should -BeNullOrEmpty
    }
    It 'is none where the lock names none' {
        $seen = InModuleScope GlmDeploy { Resolve-GlmFallbackLock -Lock (Import-GlmLock -Profile demo) -Root 'C:\no' }
        $seen | Should -BeNullOrEmpty
    }
}
