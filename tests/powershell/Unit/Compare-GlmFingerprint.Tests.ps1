Describe 'Compare-GlmFingerprint' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
        function Get-Print {
            param([string] $Driver = '581.29', [string[]] $Uuid = @('GPU-a'), [string] $Model = 'WDDM', [string] $Bus = '00000000:01:00.0')
            [pscustomobject]@{
                driver_version = $(if ($Driver) { $Driver }); gpu_uuids = $Uuid; driver_model = $Model
                gpus = @($Uuid | ForEach-Object { [pscustomobject]@{ uuid = $_; name = 'NVIDIA GeForce RTX 3090'; bus_id = $Bus } })
            }
        }
    }

    It 'finds nothing to do when nothing changed, also after a trip through JSON' {
        $print = Get-Print -Uuid 'GPU-a', 'GPU-b'
        $seen = Compare-GlmFingerprint -Recorded (($print | ConvertTo-Json -Depth 4) | ConvertFrom-Json) -Current $print
        $seen.Verdict | Should -Be 'unchanged'
        @($seen.Redo).Count | Should -Be 0
        (Compare-GlmFingerprint -Recorded $null -Current $null).Verdict | Should -Be 'unchanged'
    }

    It 'sees <What>' -ForEach @(
        @{ What = 'driver_version'; Now = @{ Driver = '596.10' }; From = '581.29'; To = '596.10' }
        @{ What = 'driver_model'; Now = @{ Model = 'TCC' }; From = 'WDDM'; To = 'TCC' }
        @{ What = 'gpu-swapped'; Now = @{ Uuid = 'GPU-z' }; From = 'NVIDIA GeForce RTX 3090 (GPU-a)'; To = 'NVIDIA GeForce RTX 3090 (GPU-z)' }
        @{ What = 'gpu-added'; Now = @{ Uuid = 'GPU-a', 'GPU-b' }; From = $null; To = 'NVIDIA GeForce RTX 3090 (GPU-b)' }
    ) {
        $seen = Compare-GlmFingerprint -Recorded (Get-Print) -Current (Get-Print @Now)
        $seen.Verdict | Should -Be 'changed'
        $seen.Redo | Should -Be @('preflight', 'smoke')
        @($seen.Changes).Count | Should -Be 1
        $seen.Changes[0].What | Should -Be $What
        $seen.Changes[0].From | Should -Be $From
        $seen.Changes[0].To | Should -Be $To
    }

    It 'names a moved card and does nothing for it' {
        $seen = Compare-GlmFingerprint -Recorded (Get-Print) -Current (Get-Print -Bus '00000000:02:00.0')
        $seen.Verdict | Should -Be 'unchanged'
        $seen.Changes[0].What | Should -Be 'gpu-moved'
    }

    It 'tells a removed GPU from one that came, and from one of two that went' {
        $gone = Compare-GlmFingerprint -Recorded (Get-Print) -Current $null
        $gone.Verdict | Should -Be 'removed'
        $gone.Redo | Should -Be @('preflight')
        (Compare-GlmFingerprint -Recorded $null -Current (Get-Print)).Verdict | Should -Be 'added'
        (Compare-GlmFingerprint -Recorded (Get-Print -Uuid 'GPU-a', 'GPU-b') -Current (Get-Print)).Changes[0].What | Should -Be 'gpu-removed'
    }

    It 'does not take an unknown driver for the same driver' {
        $seen = Compare-GlmFingerprint -Recorded (Get-Print) -Current (Get-Print -Driver '')
        $seen.Verdict | Should -Be 'unknown'
        $seen.Redo | Should -Contain 'smoke'
    }
}
