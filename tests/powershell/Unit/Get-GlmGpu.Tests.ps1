# Recorded answers of nvidia-smi, generation by generation, through the real parsers; only the process runner is replaced.
BeforeDiscovery {
    $cases = @(
        @{ File = 'xml-581-rtx3090'; Code = 0; State = 'ok'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'xml-551-rtx4090-laptop'; Code = 0; State = 'ok'; Driver = '551.61'; Cuda = '12.4'; Count = 1; Name = 'NVIDIA GeForce RTX 4090 Laptop GPU'; Model = 'WDDM'; Total = 16376; Free = 16021; Capability = '8.9'; Cut = $false }
        @{ File = 'xml-391-gtx1080-no-cuda-field'; Code = 0; State = 'ok'; Driver = '391.35'; Cuda = $null; Count = 1; Name = 'GeForce GTX 1080'; Model = 'WDDM'; Total = 8192; Free = 7801; Capability = '6.1'; Cut = $false }
        @{ File = 'xml-580-two-gpus-tcc'; Code = 0; State = 'ok'; Driver = '580.97'; Cuda = '13.0'; Count = 2; Name = 'NVIDIA RTX A6000'; Model = 'TCC'; Total = 49140; Free = 48512; Capability = '8.6'; Cut = $false }
        @{ File = 'xml-580-mcdm'; Code = 0; State = 'ok'; Driver = '582.05'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA RTX PRO 6000 Blackwell Workstation Edition'; Model = 'MCDM'; Total = 97886; Free = 97001; Capability = '12.0'; Cut = $false }
        @{ File = 'xml-570-mig'; Code = 0; State = 'ok'; Driver = '570.86'; Cuda = '12.8'; Count = 1; Name = 'NVIDIA H100 PCIe'; Model = 'MCDM'; Total = 81559; Free = $null; Capability = '9.0'; Cut = $false }
        @{ File = 'xml-warning-inforom'; Code = 14; State = 'ok'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'xml-not-supported'; Code = 0; State = 'ok'; Driver = '472.12'; Cuda = '11.4'; Count = 1; Name = 'GeForce GT 1030'; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'xml-truncated-second-gpu'; Code = 0; State = 'ok'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $true }
        @{ File = 'xml-truncated-version'; Code = 0; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $true }
        @{ File = 'xml-lost-gpu'; Code = 0; State = 'lost'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'xml-entity-bomb'; Code = 0; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $true }
        @{ File = 'xml-595-umd-field'; Code = 0; State = 'ok'; Driver = '595.79'; Cuda = '13.2'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'xml-utf16'; Code = 0; State = 'ok'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'xml-utf16-no-mark'; Code = 0; State = 'ok'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'xml-code-page-noise'; Code = 0; State = 'ok'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'csv-query'; Code = 0; State = 'ok'; Driver = '546.33'; Cuda = $null; Count = 2; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23011; Capability = '8.6'; Cut = $false }
        @{ File = 'csv-truncated'; Code = 0; State = 'ok'; Driver = '546.33'; Cuda = $null; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23011; Capability = '8.6'; Cut = $true }
        @{ File = 'table-551'; Code = 0; State = 'ok'; Driver = '551.61'; Cuda = '12.4'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'table-595-kmd'; Code = 0; State = 'ok'; Driver = '595.79'; Cuda = '13.2'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'table-no-cuda'; Code = 0; State = 'ok'; Driver = '391.35'; Cuda = $null; Count = 2; Name = 'GeForce GTX 1080'; Model = 'WDDM'; Total = 8192; Free = 7801; Capability = '6.1'; Cut = $false }
        @{ File = 'table-truncated'; Code = 0; State = 'ok'; Driver = '551.61'; Cuda = '12.4'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = $null; Free = $null; Capability = '8.6'; Cut = $true }
        @{ File = 'text-exit6'; Code = 6; State = 'none'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-exit6'; Code = 0; State = 'none'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-exit9'; Code = 9; State = 'not-loaded'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-exit12'; Code = 12; State = 'library-missing'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-exit15'; Code = 15; State = 'lost'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-exit18'; Code = 18; State = 'mismatch'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-exit255'; Code = 255; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'html-login'; Code = 0; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'empty'; Code = 0; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'report-581'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'report-384-no-cuda-field'; Code = 0; State = 'ok'; Driver = '384.111'; Cuda = $null; Count = 1; Name = 'GeForce GTX 1050 Ti'; Model = 'WDDM'; Total = 4096; Free = 4000; Capability = '6.1'; Cut = $false }
        @{ File = 'report-331-short-bus'; Code = 0; State = 'ok'; Driver = '331.79'; Cuda = $null; Count = 1; Name = 'GeForce GTX TITAN Black'; Model = $null; Total = 6143; Free = 6000; Capability = $null; Cut = $false }
        @{ File = 'report-610-deprecated-fields'; Code = 0; State = 'ok'; Driver = '610.57'; Cuda = '13.3'; Count = 2; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'report-mig'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA A100-SXM4-40GB'; Model = 'WDDM'; Total = 40960; Free = $null; Capability = '8.0'; Cut = $false }
        @{ File = 'report-lost-gpu'; Code = 0; State = 'lost'; Driver = '581.95'; Cuda = '13.0'; Count = 1; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'report-unknown-error'; Code = 0; State = 'mute'; Driver = '581.95'; Cuda = '13.0'; Count = 1; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'report-truncated-second-gpu'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 2; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $true }
        @{ File = 'report-truncated-version'; Code = 0; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $true }
        @{ File = 'report-no-gpu'; Code = 0; State = 'none'; Driver = '581.95'; Cuda = '13.0'; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'report-repeated'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $true }
        @{ File = 'list-mig'; Code = 0; State = 'ok'; Driver = $null; Cuda = $null; Count = 2; Name = 'NVIDIA GeForce RTX 3090'; Model = $null; Total = $null; Free = $null; Capability = '8.6'; Cut = $false }
        @{ File = 'version-610'; Code = 0; State = 'unknown'; Driver = '610.57'; Cuda = '13.3'; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'table-290-percent'; Code = 0; State = 'ok'; Driver = '290.10'; Cuda = $null; Count = 1; Name = 'GeForce 8500 GT'; Model = $null; Total = 255; Free = 213; Capability = $null; Cut = $false }
        @{ File = 'table-340-short-bus'; Code = 0; State = 'ok'; Driver = '340.62'; Cuda = $null; Count = 1; Name = 'GeForce GTX 460'; Model = 'WDDM'; Total = 1023; Free = 37; Capability = $null; Cut = $false }
        @{ File = 'table-442-cut-names'; Code = 0; State = 'ok'; Driver = '442.50'; Cuda = '10.2'; Count = 2; Name = 'GeForce RTX 206...'; Model = 'WDDM'; Total = 8192; Free = 7576; Capability = $null; Cut = $false }
        @{ File = 'table-617-kmd'; Code = 0; State = 'ok'; Driver = '617.14'; Cuda = '13.4'; Count = 1; Name = 'NVIDIA GeForce RTX 3050 ...'; Model = 'WDDM'; Total = 4094; Free = 2483; Capability = $null; Cut = $false }
        @{ File = 'table-mig'; Code = 0; State = 'ok'; Driver = '580.95.05'; Cuda = '12.9'; Count = 1; Name = 'NVIDIA A100-SXM4-40GB'; Model = 'TCC'; Total = 40960; Free = 40915; Capability = '8.0'; Cut = $false }
        @{ File = 'table-coloured'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'table-carriage-returns'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 2; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'table-repeated'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 2; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'table-indented'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = '13.0'; Count = 2; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'table-truncated-version'; Code = 0; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $true }
        @{ File = 'csv-no-header'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = $null; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'csv-no-header-other-fields'; Code = 0; State = 'unknown'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'csv-comma-in-name'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = $null; Count = 1; Name = 'NVIDIA Quadro, RTX 3090, Custom'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = $null; Cut = $false }
        @{ File = 'csv-warning-after'; Code = 14; State = 'ok'; Driver = '581.95'; Cuda = $null; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'csv-reset'; Code = 16; State = 'reset'; Driver = '581.95'; Cuda = $null; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = $null; Free = $null; Capability = '8.6'; Cut = $false }
        @{ File = 'csv-not-available'; Code = 0; State = 'mute'; Driver = $null; Cuda = $null; Count = 1; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'csv-truncated-last-field'; Code = 0; State = 'ok'; Driver = '581.95'; Cuda = $null; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = $null; Capability = '8.6'; Cut = $true }
        @{ File = 'xml-610-deprecated-fields'; Code = 0; State = 'ok'; Driver = '610.57'; Cuda = '13.3'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'xml-process-names'; Code = 0; State = 'ok'; Driver = '581.29'; Cuda = '13.0'; Count = 1; Name = 'NVIDIA GeForce RTX 3090'; Model = 'WDDM'; Total = 24576; Free = 23171; Capability = '8.6'; Cut = $false }
        @{ File = 'text-driver-not-loaded'; Code = 255; State = 'not-loaded'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-lost-exit6'; Code = 6; State = 'lost'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-handle'; Code = 255; State = 'handle'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
        @{ File = 'text-blocked'; Code = 17; State = 'permission'; Driver = $null; Cuda = $null; Count = 0; Name = $null; Model = $null; Total = $null; Free = $null; Capability = $null; Cut = $false }
    )
}

Describe 'Get-GlmGpu' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
        $folder = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'fixtures', 'nvidia-smi'))
    }

    It 'reads <File> (exit <Code>) as <State>' -ForEach $cases {
        $bytes = [System.IO.File]::ReadAllBytes([System.IO.Path]::Combine($folder, "$File.txt"))
        $seen = InModuleScope GlmDeploy -Parameters @{ Bytes = $bytes; Code = $Code } {
            param($Bytes, $Code)
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = $Code; StandardOutput = ''; StandardError = ''; StandardOutputBytes = $Bytes } }
            Get-GlmGpu -Facts ([pscustomobject]@{ nvidia_smi = [pscustomobject]@{ path = 'C:\x\nvidia-smi.exe' } })
        }
        $seen.state | Should -Be $State
        $seen.driver_version | Should -Be $Driver
        $seen.cuda_version | Should -Be $Cuda
        @($seen.gpus).Count | Should -Be $Count
        $seen.truncated | Should -Be $Cut
        if ($Count) {
            $first = $seen.gpus[0]
            $first.name | Should -Be $Name
            $first.driver_model | Should -Be $Model
            $first.memory_total_mib | Should -Be $Total
            $first.memory_free_mib | Should -Be $Free
            $first.compute_capability | Should -Be $Capability
        }
    }

    It 'takes the capability that the driver itself names' {
        $query = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, 'csv-compute-cap.txt'))
        $report = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, 'xml-581-rtx3090.txt'))
        $seen = InModuleScope GlmDeploy -Parameters @{ CapText = $query; ReportText = $report } {
            param($CapText, $ReportText)
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = 0; StandardError = ''; StandardOutput = $(if ($ArgumentList -contains '-x') { $ReportText } else { $CapText }) } }
            Get-GlmGpu -Facts ([pscustomobject]@{ nvidia_smi = [pscustomobject]@{ path = 'C:\x\nvidia-smi.exe' } })
        }
        $seen.gpus[0].compute_capability | Should -Be '8.6'
        $seen.gpus[0].capability_source | Should -Be 'nvidia-smi'
    }

    It 'counts the largest slice where MIG is on, and says unknown where no slice is shown: <File>' -ForEach @(
        @{ File = 'report-mig'; Total = 20096; Free = 20083 }, @{ File = 'table-mig'; Total = 20096; Free = 20083 }
        @{ File = 'table-mig-no-devices'; Total = $null; Free = $null }, @{ File = 'list-mig'; Total = $null; Free = $null }
    ) {
        $text = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, "$File.txt"))
        $memory = InModuleScope GlmDeploy -Parameters @{ Given = $text } { param($Given) Get-GlmGpuMemory -Gpu @((ConvertFrom-GlmNvidiaSmi -Text $Given).gpus)[-1] }
        $memory.what | Should -Be 'MIG slice'
        $memory.total | Should -Be $Total
        $memory.free | Should -Be $Free
    }

    It 'notes the GPU that could not be opened beside those that answer' {
        $text = [System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, 'table-handle.txt'))
        $seen = InModuleScope GlmDeploy -Parameters @{ Given = $text } {
            param($Given)
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = 0; StandardOutput = $Given; StandardError = 'Unable to determine the device handle for GPU3: 0000:04:00.0: Unknown Error' } }
            Get-GlmGpu -Facts ([pscustomobject]@{ nvidia_smi = [pscustomobject]@{ path = 'C:\x\nvidia-smi.exe' } })
        }
        $seen.state | Should -Be 'ok'
        $seen.notes -join ' ' | Should -Match 'GPU3'
    }

    It 'takes a GPU that could not be opened for none of its own: <What>, device manager <Device>' -ForEach @(
        @{ What = 'text'; Text = 'No devices were found'; Device = 'not read' }, @{ What = 'text'; Text = 'No devices were found'; Device = 'empty' }
        @{ What = 'text'; Text = 'No devices were found'; Device = 'present' }
        @{ What = 'a report'; Text = ("`n==============NVSMI LOG==============`n`nDriver Version                            : 581.95`nCUDA Version                              : 13.0`n`nAttached GPUs                             : 0`n"); Device = 'empty' }
    ) {
        $facts = @{ nvidia_smi = @{ path = 'C:\x\nvidia-smi.exe' }; session = @{ remote = $true } }
        if ($Device -eq 'empty') { $facts['devices'] = @() }
        if ($Device -eq 'present') { $facts['devices'] = @([pscustomobject]@{ key = 'HKLM\...\VEN_10DE'; vendor = '10DE'; nvidia = $true; present = $true; problem_code = 0; name = 'NVIDIA GeForce RTX 3090' }) }
        $need = InModuleScope GlmDeploy -Parameters @{ Given = [pscustomobject] $facts; Text = $Text } {
            param($Given, $Text)
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = 6; StandardOutput = "Unable to determine the device handle for GPU0: 0000:01:00.0: Unknown Error`n$Text"; StandardError = '' } }
            Test-GlmGpuNeed -Facts $Given -Gpu (Get-GlmGpu -Facts $Given)
        }
        $need.Status | Should -Be 'unknown'
        $need.ErrorId | Should -Be 'gpu-unknown'
        $need.Observed | Should -Match 'nvidia-smi sees a GPU, but cannot open it'
    }

    It 'reads two megabytes of <What> in bounded time and says unknown' -ForEach @(
        @{ What = 'line ends'; Unit = "`n" }, @{ What = 'blanks'; Unit = ' ' }, @{ What = 'report heads'; Unit = "=NVSMI LOG=`n" }, @{ What = 'opened reports'; Unit = '<nvidia_smi_log><gpu id="' }
    ) {
        $seen = InModuleScope GlmDeploy -Parameters @{ Given = $Unit } {
            param($Given)
            $bytes = [System.Text.Encoding]::ASCII.GetBytes($Given * [int] (2MB / $Given.Length))
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = 0; Truncated = $true; StandardOutput = ''; StandardError = ''; StandardOutputBytes = $bytes } }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $gpu = Get-GlmGpu -Facts ([pscustomobject]@{ nvidia_smi = [pscustomobject]@{ path = 'C:\x\nvidia-smi.exe' } })
            [pscustomobject]@{ state = $gpu.state; seconds = $clock.Elapsed.TotalSeconds }
        }
        $seen.state | Should -Be 'endless'
        # A quadratic pattern takes minutes here; other work on the machine takes seconds.
        $seen.seconds | Should -BeLessThan 30
    }

    It 'does not take the driver of a card that was taken out' {
        $facts = '{"nvidia_smi":{"path":null,"tried":[]},"devices":[{"key":"HKLM\\Enum\\PCI\\VEN_10DE&DEV_1B80&SUBSYS_1\\4","nvidia":true,"present":false,"problem_code":null,"name":"GTX 1080"},' +
            '{"key":"HKLM\\Enum\\PCI\\VEN_10DE&DEV_2204&SUBSYS_2\\4","nvidia":true,"present":true,"problem_code":0,"name":"RTX 3090"}],' +
            '"adapters":[{"key":"0000","nvidia":true,"device_id":"pci\\ven_10de&dev_1b80","driver_version":"391.35","file_version":"x"},{"key":"0001","nvidia":true,"device_id":"pci\\ven_10de&dev_2204","driver_version":"581.29","file_version":"y"}]}'
        $seen = InModuleScope GlmDeploy -Parameters @{ Given = ($facts | ConvertFrom-Json) } { param($Given) Get-GlmGpu -Facts $Given }
        $seen.driver_version | Should -Be '581.29'
        @($seen.driver_sources).Count | Should -Be 1
        $seen.state | Should -Be 'no-tool'
    }

    It 'believes neither where nvidia-smi finds no GPU and Windows has one that works' {
        $device = [pscustomobject]@{ key = 'HKLM\...\VEN_10DE'; vendor = '10DE'; nvidia = $true; present = $true; problem_code = 0; name = 'NVIDIA GeForce RTX 3090' }
        $seen = InModuleScope GlmDeploy -Parameters @{ Given = $device } {
            param($Given)
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = 6; StandardOutput = 'No devices were found'; StandardError = '' } }
            Get-GlmGpu -Facts ([pscustomobject]@{ nvidia_smi = [pscustomobject]@{ path = 'C:\x\nvidia-smi.exe' }; devices = @($Given) })
        }
        $seen.state | Should -Be 'unseen'
    }

    It 'reads the driver out of the file version <File>: <Driver>' -ForEach @(
        @{ File = '32.0.15.8129'; Driver = '581.29' }, @{ File = '9.18.13.697'; Driver = '306.97' }, @{ File = '31, 0, 15, 5222'; Driver = '552.22' }
        @{ File = '32.0.16.1057'; Driver = '610.57' }, @{ File = '10.0.19041.1'; Driver = $null }, @{ File = ''; Driver = $null }, @{ File = '32.0.15'; Driver = $null }
    ) {
        InModuleScope GlmDeploy -Parameters @{ Given = $File } { param($Given) ConvertFrom-GlmDriverFileVersion -FileVersion $Given } | Should -Be $Driver
    }

    It 'says silent when the tool passes its time limit, and takes the version from the NVML file' {
        $seen = InModuleScope GlmDeploy {
            Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $true; ExitCode = $null; StandardOutput = ''; StandardError = '' } }
            Get-GlmGpu -Facts ([pscustomobject]@{
                    nvidia_smi = [pscustomobject]@{ path = 'C:\x\nvidia-smi.exe' }
                    nvml       = [pscustomobject]@{ path = 'C:\x\nvml.dll'; file_version = '32.0.15.8129'; driver_version = '581.29' }
                })
        }
        $seen.state | Should -Be 'silent'
        $seen.driver_version | Should -Be '581.29'
        $seen.driver_source | Should -Match 'NVML'
    }
}
