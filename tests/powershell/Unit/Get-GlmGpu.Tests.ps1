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
