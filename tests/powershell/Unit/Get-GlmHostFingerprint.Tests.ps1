Describe 'Get-GlmHostFingerprint' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
        $folder = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'fixtures', 'nvidia-smi'))
        function Get-Print {
            param([string] $File)
            InModuleScope GlmDeploy -Parameters @{ Recorded = [System.IO.File]::ReadAllBytes([System.IO.Path]::Combine($folder, $File)) } {
                param($Recorded)
                Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = 0; StandardOutput = ''; StandardError = ''; StandardOutputBytes = $Recorded } }
                Get-GlmHostFingerprint -Facts ([pscustomobject]@{ nvidia_smi = [pscustomobject]@{ path = 'C:\x\nvidia-smi.exe' } })
            }
        }
    }

    It 'holds driver, sorted UUIDs and driver models, and survives JSON' {
        $print = Get-Print -File 'xml-580-two-gpus-tcc.txt'
        $print.driver_version | Should -Be '580.97'
        $print.gpu_uuids | Should -Be @('GPU-1f0a2b3c-4d5e-6f70-8192-a3b4c5d6e704', 'GPU-1f0a2b3c-4d5e-6f70-8192-a3b4c5d6e705')
        $print.driver_model | Should -Be 'TCC,WDDM'
        (Compare-GlmFingerprint -Recorded ($print | ConvertTo-Json -Depth 4 | ConvertFrom-Json) -Current $print).Verdict | Should -Be 'unchanged'
    }

    It 'names the driver model of <Cards>: <Model>' -ForEach @(
        @{ Cards = 'one'; Seen = @('a WDDM'); Model = 'WDDM' }
        @{ Cards = 'two alike'; Seen = @('a TCC', 'b TCC'); Model = 'TCC' }
        @{ Cards = 'two alike without a UUID'; Seen = @('- TCC', '- TCC'); Model = 'TCC' }
        @{ Cards = 'two'; Seen = @('a WDDM', 'b TCC'); Model = 'WDDM,TCC' }
        @{ Cards = 'two in the other slots'; Seen = @('b TCC', 'a WDDM'); Model = 'WDDM,TCC' }
        @{ Cards = 'three, two of them alike'; Seen = @('c TCC', 'b TCC', 'a WDDM'); Model = 'WDDM,TCC,TCC' }
        @{ Cards = 'three, another two alike'; Seen = @('a WDDM', 'b TCC', 'c WDDM'); Model = 'WDDM,TCC,WDDM' }
        @{ Cards = 'two, of which one has no UUID'; Seen = @('a WDDM', '- TCC'); Model = $null }
        @{ Cards = 'three, of which one says none'; Seen = @('a WDDM', 'b TCC', 'c -'); Model = $null }
    ) {
        $gpus = @($Seen | ForEach-Object {
                $uuid, $kind = $_.Split(' ')
                if ($uuid -eq '-') { $uuid = $null }
                if ($kind -eq '-') { $kind = $null }
                [pscustomobject]@{ uuid = $uuid; name = 'NVIDIA RTX A6000'; bus_id = $null; driver_model = $kind }
            })
        (Get-GlmHostFingerprint -Facts ([pscustomobject]@{ gpu = [pscustomobject]@{ driver_version = '581.29'; gpus = $gpus } })).driver_model | Should -Be $Model
    }

    It 'keeps what is unknown unknown' {
        $print = Get-Print -File 'xml-not-supported.txt'
        $print.driver_model | Should -BeNullOrEmpty
        $print.driver_version | Should -Be '472.12'
    }

    It 'is nothing where no GPU answers' {
        Get-Print -File 'text-exit6.txt' | Should -BeNullOrEmpty
    }
}
