# The verdicts on facts: every state of a machine that Wine cannot be in, as data; this machine itself at the end.
Describe 'Test-GlmPreflight' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
        $errors = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'contract', 'errors', 'preflight.json')) | ConvertFrom-Json
        $other = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'contract', 'errors', 'launcher.json')) | ConvertFrom-Json
        $lockText = '{"needs":{"os":[],"memory_gib":30,"disk_gib":60,"gpu":{"vram_gib":14,"capability_min":"7.5","cuda":"13.0","driver_floor_windows":"580",' +
            '"fallback":{"stack":"modern","variant":"cu126","cuda":"12.6","driver_floor_windows":"528.33"}}},"stack":{"cuda":"13.0","torch":"2.13.0+cu130"}}'
        function Get-SampleLock {
            param([string] $Cuda = '13.0', [string] $Floor = '580', [double] $Vram = 14, [string] $Capability = '7.5')
            $lock = $lockText | ConvertFrom-Json
            $lock.needs.gpu.cuda = $Cuda
            $lock.needs.gpu.driver_floor_windows = $Floor
            $lock.needs.gpu.vram_gib = $Vram
            $lock.needs.gpu.capability_min = $Capability
            return $lock
        }
        function Get-SampleCard {
            param([string] $Name = 'NVIDIA GeForce RTX 3090', [string] $Capability = '8.6', [object] $Total = 24576, [object] $Free = 23000)
            [pscustomobject]@{
                index = 0; uuid = 'GPU-1'; name = $Name; bus_id = '00000000:01:00.0'; driver_model = 'WDDM'; driver_model_pending = 'WDDM'; memory_total_mib = $Total
                memory_free_mib = $Free; compute_capability = $(if ($Capability) { $Capability }); capability_source = 'nvidia-smi'; mig = $null; mig_devices = @()
                power_limit_w = 350; power_default_w = 350; lost = $false; needs_reset = $false
            }
        }
        function Get-SampleFact {
            param([string] $Driver = '581.29', [object[]] $Card = @(Get-SampleCard), [string] $State = 'ok', [hashtable] $Change = @{})
            $gpu = [pscustomobject]@{
                state = $State; driver_version = $(if ($Driver) { $Driver }); driver_source = 'nvidia-smi'; cuda_version = '13.0'; gpus = $Card; truncated = $false; notes = @(); evidence = @()
                driver_sources = @($(if ($Driver) { [pscustomobject]@{ source = 'nvidia-smi'; version = $Driver; raw = $Driver } }))
            }
            $facts = [ordered]@{
                os = @{ build = 22631; product = 'Windows 11 Pro'; architecture = 'AMD64' }; memory = @{ total_bytes = 64GB; available_bytes = 40GB }
                disk = @{ path = 'C:\'; free_bytes = 500GB; total_bytes = 900GB }; long_paths = @{ enabled = $true; raw = 1 }; session = @{ remote = $false }
                powershell = @{ version = '5.1.22621.2506'; edition = 'Desktop'; bits = 64; os_bits = 64; language_mode = 'FullLanguage' }
                reboot = @{ signals = @() }; installers = @(); adapters = @(); devices = @(); vc_runtime = @{ path = 'C:\Windows\System32\msvcp140.dll'; version = '14.44.35211.0' }
                toolkits = @(); problems = @{}; gpu = $gpu
            }
            foreach ($name in $Change.Keys) { $facts[$name] = $Change[$name] }
            return [pscustomobject] $facts
        }
        function Get-Need {
            param([object] $Facts, [string] $Id, [object] $Lock = (Get-SampleLock), [string] $Root = 'C:\ProgramData\Deploy-GLM')
            $found = @(Test-GlmPreflight -Lock $Lock -Root $Root -Facts $Facts | Where-Object { $_.Id -eq $Id })
            $found.Count | Should -Be 1
            return $found[0]
        }
    }

    It 'passes a good machine, and names evidence for every need' {
        $needs = @(Test-GlmPreflight -Lock (Get-SampleLock) -Root 'C:\ProgramData\Deploy-GLM' -Facts (Get-SampleFact))
        @($needs | Where-Object { $_.Status -ne 'pass' }).Count | Should -Be 0
        @($needs | Where-Object { $_.Blocking }).Count | Should -Be 0
        @($needs | ForEach-Object { $_.Id } | Select-Object -Unique).Count | Should -Be $needs.Count
    }

    It 'driver <Driver> with CUDA <Cuda> and capability <Capability>: <Status> <Id>' -ForEach @(
        @{ Driver = '580.97'; Cuda = '13.0'; Capability = '8.6'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = '580.00'; Cuda = '13.0'; Capability = '8.6'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = '579.99'; Cuda = '13.0'; Capability = '8.6'; Status = 'fail'; Id = 'driver-too-old'; Remedy = 'Install NVIDIA driver 580 .*modern cu126' }
        @{ Driver = '528.33'; Cuda = '12.6'; Capability = '8.6'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = '528.24'; Cuda = '12.6'; Capability = '8.6'; Status = 'fail'; Id = 'driver-too-old'; Remedy = 'Install NVIDIA driver 561.17 or newer' }
        @{ Driver = '452.39'; Cuda = '11.7'; Capability = '8.6'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = '452.06'; Cuda = '11.7'; Capability = '8.6'; Status = 'fail'; Id = 'driver-too-old'; Remedy = '516.31' }
        @{ Driver = '566.14'; Cuda = '12.8'; Capability = '12.0'; Status = 'fail'; Id = 'driver-too-old'; Remedy = '572.61' }
        @{ Driver = '570.65'; Cuda = '12.8'; Capability = '12.0'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = '566.14'; Cuda = '12.8'; Capability = '8.9'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = '591.44'; Cuda = '12.6'; Capability = '7.0'; Status = 'fail'; Id = 'driver-branch-dropped'; Remedy = 'branch 580' }
        @{ Driver = '582.16'; Cuda = '12.6'; Capability = '7.0'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = '580.97'; Cuda = '12.6'; Capability = '6.1'; Status = 'pass'; Id = $null; Remedy = '' }
        @{ Driver = ''; Cuda = '13.0'; Capability = '8.6'; Status = 'unknown'; Id = 'driver-unknown'; Remedy = '580' }
    ) {
        $need = Get-Need -Facts (Get-SampleFact -Driver $Driver -Card @(Get-SampleCard -Capability $Capability)) -Id 'driver' -Lock (Get-SampleLock -Cuda $Cuda -Floor '' -Capability '5.0')
        $need.Status | Should -Be $Status
        $need.ErrorId | Should -Be $Id
        $need.Blocking | Should -Be ($Status -ne 'pass')
        $need.Remedy | Should -Match $Remedy
    }

    It 'notes minor-version compatibility' {
        (Get-Need -Facts (Get-SampleFact -Driver '546.33') -Id 'driver' -Lock (Get-SampleLock -Cuda '12.6' -Floor '')).Notes | Should -Match '561.17'
    }

    It 'offers no fallback that would not run either' {
        (Get-Need -Facts (Get-SampleFact -Driver '512.95') -Id 'driver').Remedy | Should -Not -Match 'cu126'
        (Get-Need -Facts (Get-SampleFact -Driver '572.16' -Card @(Get-SampleCard -Capability '12.0')) -Id 'driver').Remedy | Should -Not -Match 'cu126'
    }

    It 'offers to <Name> (<Capability>) only a stack that the profile''s own minimum lets it run' -ForEach @(
        @{ Name = 'NVIDIA GeForce RTX 3090'; Capability = '8.6'; Least = '8.6'; Driver = 'fallback stack .*cu126'; Remedy = '' }
        @{ Name = 'NVIDIA GeForce RTX 3090'; Capability = ''; Least = '8.6'; Driver = 'fallback stack .*cu126'; Remedy = '' }
        @{ Name = 'NVIDIA GeForce RTX 2080 Ti'; Capability = '7.5'; Least = '8.6'; Driver = '\A(?!.*cu126)'; Remedy = '\AChoose a profile for an older GPU; this one asks for capability 8\.6\.\z' }
        @{ Name = 'NVIDIA GeForce GTX 1080 Ti'; Capability = '6.1'; Least = '8.6'; Driver = '\A(?!.*cu126)'; Remedy = '\AChoose a profile for an older GPU; this one asks for capability 8\.6\.\z' }
        @{ Name = 'NVIDIA GeForce GTX 1080 Ti'; Capability = '6.1'; Least = '5.0'; Driver = 'fallback stack .*cu126'; Remedy = 'choose a stack with CUDA 12\.6' }
        @{ Name = 'NVIDIA Tesla K80'; Capability = '3.7'; Least = ''; Driver = '\A(?!.*cu126)'; Remedy = '\AUse a GPU that the wheel has code for\.\z' }
    ) {
        $facts = Get-SampleFact -Driver '560.94' -Card @(Get-SampleCard -Name $Name -Capability $Capability)
        $lock = Get-SampleLock -Capability $Least
        (Get-Need -Facts $facts -Id 'driver' -Lock $lock).Remedy | Should -Match $Driver
        (Get-Need -Facts $facts -Id 'gpu-capability' -Lock $lock).Remedy | Should -Match $Remedy
    }

    It 'GPU state <State> -> <Status> <Id>' -ForEach @(
        @{ State = 'none'; Status = 'fail'; Id = 'gpu-missing' }, @{ State = 'removed'; Status = 'fail'; Id = 'gpu-removed' }, @{ State = 'disabled'; Status = 'fail'; Id = 'gpu-disabled' }
        @{ State = 'problem'; Status = 'fail'; Id = 'gpu-problem' }, @{ State = 'powered-off'; Status = 'fail'; Id = 'gpu-powered-off' }, @{ State = 'no-driver'; Status = 'fail'; Id = 'driver-missing' }
        @{ State = 'restart'; Status = 'fail'; Id = 'driver-restart' }, @{ State = 'not-loaded'; Status = 'fail'; Id = 'driver-not-loaded' }, @{ State = 'mismatch'; Status = 'fail'; Id = 'driver-mismatch' }
        @{ State = 'lost'; Status = 'fail'; Id = 'gpu-lost' }, @{ State = 'silent'; Status = 'unknown'; Id = 'driver-silent' }, @{ State = 'endless'; Status = 'unknown'; Id = 'driver-silent' }
        @{ State = 'no-tool'; Status = 'unknown'; Id = 'gpu-unknown' }, @{ State = 'unseen'; Status = 'unknown'; Id = 'gpu-unknown' }, @{ State = 'mute'; Status = 'unknown'; Id = 'gpu-unknown' }
        @{ State = 'handle'; Status = 'unknown'; Id = 'gpu-unknown' }, @{ State = 'power'; Status = 'fail'; Id = 'gpu-problem' }, @{ State = 'something-new'; Status = 'unknown'; Id = 'gpu-unknown' }
    ) {
        $need = Get-Need -Facts (Get-SampleFact -State $State -Card @()) -Id 'gpu'
        $need.Status | Should -Be $Status
        $need.ErrorId | Should -Be $Id
        $need.Blocking | Should -BeTrue
        $need.Remedy | Should -Not -BeNullOrEmpty
    }

    It 'names the driver to install where a GPU has none, whatever lies in the driver store' {
        $facts = Get-SampleFact -State 'no-driver' -Card @() -Driver '581.29'
        foreach ($id in 'gpu', 'driver') {
            $need = Get-Need -Facts $facts -Id $id
            $need.Status | Should -Be 'fail'
            $need.ErrorId | Should -Be 'driver-missing'
            $need.Remedy | Should -Match 'Install NVIDIA driver 580'
        }
        (Get-Need -Facts $facts -Id 'gpu' -Lock (Get-SampleLock -Cuda '12.6' -Floor '')).Remedy | Should -Match '561\.17 or newer'
    }

    It 'device manager code <Code>, present <Present>: <State>' -ForEach @(
        @{ Code = 22; Present = $true; State = 'disabled' }, @{ Code = 43; Present = $true; State = 'problem' }, @{ Code = 28; Present = $true; State = 'no-driver' }, @{ Code = 14; Present = $true; State = 'restart' }
        @{ Code = 45; Present = $true; State = 'powered-off' }, @{ Code = $null; Present = $false; State = 'removed' }, @{ Code = 0; Present = $true; State = 'no-tool' }, @{ Code = $null; Present = $null; State = 'unknown' }
    ) {
        $device = [pscustomobject]@{ key = 'HKLM\...\VEN_10DE'; vendor = '10DE'; nvidia = $true; present = $Present; problem_code = $Code; name = 'NVIDIA GeForce RTX 3090' }
        $facts = Get-SampleFact -Change @{ devices = @($device); gpu = $null; nvidia_smi = @{ path = $null; tried = @('C:\windows\system32\nvidia-smi.exe') } }
        (InModuleScope GlmDeploy -Parameters @{ Given = $facts } { param($Given) (Get-GlmGpu -Facts $Given).state }) | Should -Be $State
    }

    It 'capability <Capability> on CUDA <Cuda>: <Status>' -ForEach @(
        @{ Capability = '8.6'; Cuda = '13.0'; Status = 'pass' }, @{ Capability = '8.9'; Cuda = '13.0'; Status = 'pass' }, @{ Capability = '12.0'; Cuda = '13.0'; Status = 'pass' }, @{ Capability = '12.1'; Cuda = '13.0'; Status = 'pass' }
        @{ Capability = '7.0'; Cuda = '13.0'; Status = 'fail' }, @{ Capability = '12.0'; Cuda = '12.6'; Status = 'fail' }, @{ Capability = '9.0'; Cuda = '11.7'; Status = 'fail' }, @{ Capability = ''; Cuda = '13.0'; Status = 'unknown' }
    ) {
        $need = Get-Need -Facts (Get-SampleFact -Card @(Get-SampleCard -Capability $Capability)) -Id 'gpu-capability' -Lock (Get-SampleLock -Cuda $Cuda -Floor '' -Capability '5.0')
        $need.Status | Should -Be $Status
        $need.Blocking | Should -Be ($Status -eq 'fail')
    }

    It 'memory <Total> MiB with <Free> free for <Vram> GiB: <Status> <Id>' -ForEach @(
        @{ Total = 24576; Free = 23000; Vram = 14; Status = 'pass'; Id = $null }, @{ Total = 24564; Free = 24100; Vram = 24; Status = 'pass'; Id = $null }
        @{ Total = 12288; Free = 11000; Vram = 14; Status = 'fail'; Id = 'gpu-memory' }, @{ Total = 24576; Free = 9000; Vram = 14; Status = 'fail'; Id = 'gpu-memory-busy' }
        @{ Total = $null; Free = $null; Vram = 14; Status = 'unknown'; Id = 'gpu-memory' }, @{ Total = 24576; Free = $null; Vram = 14; Status = 'unknown'; Id = 'gpu-memory' }
    ) {
        $need = Get-Need -Facts (Get-SampleFact -Card @(Get-SampleCard -Total $Total -Free $Free)) -Id 'gpu-memory' -Lock (Get-SampleLock -Vram $Vram)
        $need.Status | Should -Be $Status
        $need.ErrorId | Should -Be $Id
    }

    It 'chooses, of several GPUs, the one that the wheel has code for' {
        $facts = Get-SampleFact -Card @((Get-SampleCard -Name 'NVIDIA GeForce GTX 1080 Ti' -Capability '6.1' -Total 49000 -Free 48000), (Get-SampleCard))
        (Get-Need -Facts $facts -Id 'gpu-capability').Status | Should -Be 'pass'
        (Get-Need -Facts $facts -Id 'gpu-memory').Observed | Should -Match '24.?576'
    }

    It 'refuses <What> with <Id>' -ForEach @(
        @{ What = 'constrained language'; Need = 'language-mode'; Id = 'language-mode'; Change = @{ powershell = @{ version = '5.1'; edition = 'Desktop'; bits = 64; os_bits = 64; language_mode = 'ConstrainedLanguage' } } }
        @{ What = 'a 32-bit host'; Need = 'bitness'; Id = 'host-32-bit'; Change = @{ powershell = @{ version = '5.1'; edition = 'Desktop'; bits = 32; os_bits = 64; language_mode = 'FullLanguage' } } }
        @{ What = 'PowerShell 4'; Need = 'powershell'; Id = 'powershell-too-old'; Change = @{ powershell = @{ version = '4.0'; edition = ''; bits = 64; os_bits = 64; language_mode = 'FullLanguage' } } }
        @{ What = 'Windows 7'; Need = 'windows'; Id = 'system-unsupported'; Change = @{ os = @{ build = 7601; product = 'Windows 7'; architecture = 'AMD64' } } }
        @{ What = 'ARM'; Need = 'windows'; Id = 'system-unsupported'; Change = @{ os = @{ build = 26100; product = 'Windows 11'; architecture = 'ARM64' } } }
        @{ What = 'a full disk'; Need = 'disk'; Id = 'disk-too-small'; Change = @{ disk = @{ path = 'C:\'; free_bytes = 5GB; total_bytes = 900GB } } }
        @{ What = 'little memory'; Need = 'memory'; Id = 'memory-too-small'; Change = @{ memory = @{ total_bytes = 16GB; available_bytes = 9GB } } }
        @{ What = 'a running installer'; Need = 'installer'; Id = 'installer-running'; Change = @{ installers = @([pscustomobject]@{ name = 'Windows Installer'; evidence = 'mutex' }) } }
    ) {
        $need = Get-Need -Facts (Get-SampleFact -Change $Change) -Id $Need
        $need.Status | Should -Be 'fail'
        $need.ErrorId | Should -Be $Id
        $need.Blocking | Should -BeTrue
    }

    It 'reports a waiting restart without blocking, and what cannot be read as unknown' {
        $need = Get-Need -Facts (Get-SampleFact -Change @{ reboot = @{ signals = @([pscustomobject]@{ name = 'windows-update'; key = 'HKLM\x'; strong = $true; raw = 'key exists' }) } }) -Id 'pending-reboot'
        $need.Status | Should -Be 'fail'
        $need.Blocking | Should -BeFalse
        foreach ($pair in @('reboot', 'pending-reboot'), @('disk', 'disk'), @('memory', 'memory'), @('os', 'windows'), @('long_paths', 'long-paths'), @('installers', 'installer'), @('vc_runtime', 'vc-runtime')) {
            $need = Get-Need -Facts (Get-SampleFact -Change @{ $pair[0] = $null }) -Id $pair[1]
            $need.Status | Should -Be 'unknown'
            $need.Blocking | Should -BeFalse
        }
    }

    It 'refuses the root <Root> with <Id>' -ForEach @(
        @{ Root = ('C:\' + [string] [char] 0x6A21 + '\glm'); Id = 'root-not-ascii' }, @{ Root = 'C:\100%\glm'; Id = 'root-unsafe-characters' }
        @{ Root = 'C:\a|b'; Id = 'root-unsafe-characters' }, @{ Root = 'C:\glm\con\x'; Id = 'root-unsafe-characters' }, @{ Root = 'C:\glm\nul.txt'; Id = 'root-unsafe-characters' }
        @{ Root = 'Q:\glm'; Id = 'root-not-writable' }, @{ Root = '\\server\share\glm'; Id = 'root-on-share' }, @{ Root = 'C:\windows\system32\kernel32.dll'; Id = 'root-not-writable' }
        @{ Root = ('C:\' + ('x' * 120)); Id = 'root-too-long' }
    ) {
        $need = Get-Need -Facts (Get-SampleFact -Change @{ long_paths = @{ enabled = $false; raw = 0 } }) -Id 'root' -Root $Root
        $need.ErrorId | Should -Be $Id
        $need.Remedy | Should -Match '-Root'
    }

    It 'asks nothing of a GPU where the lock asks for none' {
        $lock = '{"needs":{"memory_gib":3,"disk_gib":4,"gpu":null}}' | ConvertFrom-Json
        $needs = @(Test-GlmPreflight -Lock $lock -Root 'C:\glm' -Facts (Get-SampleFact -State 'none' -Card @()))
        @($needs | Where-Object { $_.Blocking }).Count | Should -Be 0
        @($needs | Where-Object { $_.Id -eq 'gpu' })[0].Status | Should -Be 'pass'
    }

    It 'uses only ids that the contract knows' {
        $states = 'none', 'removed', 'disabled', 'problem', 'powered-off', 'no-driver', 'restart', 'not-loaded', 'library-missing', 'mismatch', 'lost', 'reset', 'silent', 'endless', 'no-tool', 'permission', 'hidden-remote', 'power', 'handle', 'unseen', 'mute', 'x'
        foreach ($id in InModuleScope GlmDeploy -Parameters @{ States = $states } { param($States) foreach ($state in $States) { (Get-GlmGpuStateRule -State $state).error_id } }) {
            ($errors.errors.PSObject.Properties.Name + $other.errors.PSObject.Properties.Name) | Should -Contain $id
        }
    }

    It 'judges this machine in less than two seconds' {
        # The best of three: other work on the machine must not decide.
        $seconds = foreach ($round in 1..3) {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $needs = @(Test-GlmPreflight -Lock (Get-SampleLock) -Root 'C:\ProgramData\Deploy-GLM')
            $clock.Elapsed.TotalSeconds
        }
        ($seconds | Measure-Object -Minimum).Minimum | Should -BeLessThan 2
        @($needs | Where-Object { $_.Id -eq 'windows' })[0].Status | Should -Be 'pass'
    }
}
