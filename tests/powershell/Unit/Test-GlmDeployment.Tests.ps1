# Whether a deployment stands, read from real files.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    function New-Root([string] $Name) {
        $root = [System.IO.Path]::GetFullPath("$TestDrive/$Name")
        $folder = "$root\envs\$((Import-GlmLock -Profile demo).Key.Substring(0, 12))"
        [void] (New-Item -ItemType Directory -Path "$folder\Scripts", "$root\models\bf16")
        [System.IO.File]::WriteAllText("$folder\pyvenv.cfg", '')
        [System.IO.File]::WriteAllText("$folder\Scripts\python.exe", '')
        [System.IO.File]::WriteAllText("$folder\environment.json", '{}')
        [System.IO.File]::WriteAllText("$root\models\bf16\artifact.json", '{}')
        $current = @{ schema = 1; profile = 'demo'; environment = $folder; fingerprint = $null; artefacts = @(@{ name = 'bf16'; path = "$root\models\bf16"; sha256 = 'a' * 64 }) }
        [System.IO.File]::WriteAllText("$root\current.json", (ConvertTo-Json $current -Depth 5))
        $root
    }
}
Describe 'Test-GlmDeployment' {
    BeforeEach { Mock Get-GlmHostFingerprint -ModuleName GlmDeploy { $null } }
    It 'is true for a whole one' {
        $answer = Test-GlmDeployment -Profile demo -Root (New-Root 'whole')
        ($answer.Reason -join '; ') | Should -BeNullOrEmpty
        $answer.Converged | Should -BeTrue
    }
    It 'says that nothing is there, and writes nothing' {
        $answer = Test-GlmDeployment -Profile demo -Root "$TestDrive\none"
        $answer.Converged | Should -BeFalse
        ($answer.Reason -join '; ') | Should -Match 'nothing was promoted yet'
        Test-Path -LiteralPath "$TestDrive\none" | Should -BeFalse
    }
    It 'notices an artefact that is gone' {
        $root = New-Root 'gone'
        [System.IO.File]::Delete("$root\models\bf16\artifact.json")
        (Test-GlmDeployment -Profile demo -Root $root).Reason -join '; ' | Should -Match 'bf16 is gone'
    }
    It 'notices another driver' {
        Mock Get-GlmHostFingerprint -ModuleName GlmDeploy { [pscustomobject]@{ driver_version = '581.29'; gpu_uuids = @('GPU-1'); driver_model = 'WDDM' } }
        (Test-GlmDeployment -Profile demo -Root (New-Root 'driver')).Reason -join '; ' | Should -Match 'driver or GPU changed'
    }
}
