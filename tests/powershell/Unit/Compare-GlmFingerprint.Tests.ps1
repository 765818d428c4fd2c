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

    It 'says unknown where <What>' -ForEach @(
        @{ What = 'the UUID cannot be read now'; Was = @('GPU-a'); Now = @($null); Changes = @('gpu-unknown') }
        @{ What = 'the UUID could not be read then'; Was = @($null); Now = @('GPU-a'); Changes = @('gpu-unknown') }
        @{ What = 'one of two UUIDs cannot be read now'; Was = @('GPU-a', 'GPU-b'); Now = @('GPU-a', $null); Changes = @('gpu-unknown') }
        @{ What = 'one of two UUIDs could not be read then'; Was = @('GPU-a', $null); Now = @('GPU-a', 'GPU-b'); Changes = @('gpu-unknown') }
        @{ What = 'a card came beside one without a UUID'; Was = @('GPU-a'); Now = @('GPU-z', $null); Changes = @('gpu-unknown', 'gpu-added') }
    ) {
        $prints = foreach ($cards in @(, $Was) + @(, $Now)) {
            $gpus = @($cards | ForEach-Object { [pscustomobject]@{ uuid = $_; name = 'NVIDIA GeForce RTX 3090'; bus_id = $null; driver_model = 'WDDM' } })
            Get-GlmHostFingerprint -Facts ([pscustomobject]@{ gpu = [pscustomobject]@{ driver_version = '581.29'; gpus = $gpus } })
        }
        # The record of a deployment knows the cards by the contract, whose texts are empty where something is unknown.
        $known = InModuleScope GlmDeploy -Parameters @{ Cards = $Was; Print = $prints[0] } {
            param($Cards, $Print)
            $facts = [pscustomobject]@{ gpu = [pscustomobject]@{ driver_version = '581.29'; gpus = $Print.gpus } }
            $recorded = Get-GlmRequestFingerprint -Facts $facts
            $recorded['gpus'] = @(Get-GlmRequestGpu -Facts $facts)
            $recorded | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        }
        foreach ($recorded in $prints[0], $known) {
            $seen = Compare-GlmFingerprint -Recorded $recorded -Current $prints[1]
            $seen.Verdict | Should -Be 'unknown'
            $seen.Redo | Should -Be @('preflight', 'smoke')
            @($seen.Changes | ForEach-Object { $_.What }) | Should -Be $Changes
            ($seen.Changes | ForEach-Object { $_.Sentence }) -join ' ' | Should -Not -Match 'removed|swapped'
        }
        (Compare-GlmFingerprint -Recorded $known -Current $prints[0]).Verdict | Should -Be 'unchanged'
    }

    It 'does not take two cards that changed slots for a changed driver model, and sees one that did' {
        $print = {
            param([string[]] $Seen)
            $gpus = @($Seen | ForEach-Object { [pscustomobject]@{ uuid = $_.Split(' ')[0]; name = 'NVIDIA RTX A6000'; bus_id = $null; driver_model = $_.Split(' ')[1] } })
            Get-GlmHostFingerprint -Facts ([pscustomobject]@{ gpu = [pscustomobject]@{ driver_version = '581.29'; gpus = $gpus } })
        }
        (Compare-GlmFingerprint -Recorded (& $print 'a WDDM', 'b TCC') -Current (& $print 'b TCC', 'a WDDM')).Verdict | Should -Be 'unchanged'
        $seen = Compare-GlmFingerprint -Recorded (& $print 'a WDDM', 'b TCC', 'c WDDM') -Current (& $print 'a WDDM', 'b TCC', 'c TCC')
        $seen.Verdict | Should -Be 'changed'
        $seen.Changes[0].Sentence | Should -Be 'The driver model changed from WDDM,TCC,WDDM to WDDM,TCC,TCC.'
    }

    It 'does not take an unknown driver for the same driver' {
        $seen = Compare-GlmFingerprint -Recorded (Get-Print) -Current (Get-Print -Driver '')
        $seen.Verdict | Should -Be 'unknown'
        $seen.Redo | Should -Contain 'smoke'
    }
}
