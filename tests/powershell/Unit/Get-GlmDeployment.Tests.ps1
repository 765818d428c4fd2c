# What is deployed, read from real files.
BeforeAll {
    Import-Module ([System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy/GlmDeploy.psd1")) -Force
    function New-Entry([string] $Root, [int] $Number, [string] $Promoted) {
        foreach ($folder in "models\demo\1\bf16-00000000000$Number", "models\demo\1\smoke-00000000000$Number") {
            [void] [System.IO.Directory]::CreateDirectory("$Root\$folder")
            [System.IO.File]::WriteAllText("$Root\$folder\artifact.json", '{}')
        }
        [void] [System.IO.Directory]::CreateDirectory("$Root\envs\00000000000$Number")
        [System.IO.File]::WriteAllText("$Root\envs\00000000000$Number\environment.json", '{}')
        [ordered]@{
            run_id = "run $Number"; promoted = $Promoted; profile = 'demo'; lock = 'x'; environment = "$Root\envs\00000000000$Number"
            artefacts = @(@{ name = 'bf16'; path = "$Root\models\demo\1\bf16-00000000000$Number"; sha256 = 'a' * 64 }); smoke = "$Root\models\demo\1\smoke-00000000000$Number"
            fingerprint = @{ driver_version = '581.29'; gpu_uuids = @('GPU-1'); driver_model = 'WDDM' }; report = @{ path = "$Root\report.html"; sha256 = 'b' * 64 }
        }
    }
    function New-Root([string] $Name) {
        $root = [System.IO.Path]::Combine("$TestDrive", $Name)
        $current = New-Entry $root 2 ([datetime]::UtcNow.AddDays(-3).ToString('yyyy-MM-ddTHH:mm:sszzz').Replace('Z', '+00:00'))
        $current['schema'] = 1
        $current['previous'] = @(New-Entry $root 1 '2026-01-02T03:04:05+00:00')
        [System.IO.File]::WriteAllText("$root\current.json", (ConvertTo-Json $current -Depth 6))
        $root
    }
}
Describe 'Get-GlmDeployment' {
    It 'answers nothing where nothing is deployed' {
        @(Get-GlmDeployment -Root "$TestDrive\none").Count | Should -Be 0
        [System.IO.File]::WriteAllText("$TestDrive\current.json", '{ damaged')
        @(Get-GlmDeployment -Root "$TestDrive").Count | Should -Be 0
    }
    It 'says what is deployed, since when, and with what verdict' {
        $seen = Get-GlmDeployment -Root (New-Root 'whole')
        $seen.Profile | Should -Be 'demo'
        $seen.Verdict | Should -Be 'pass'
        $seen.Problem | Should -BeNullOrEmpty
        $seen.Driver | Should -Be '581.29'
        $seen.IsCurrent | Should -BeTrue
        $seen.AgeDays | Should -BeGreaterThan 2.4
        $seen.AgeDays | Should -BeLessThan 3.6
    }
    It 'lists what a rollback goes back to' {
        $all = @(Get-GlmDeployment -Root (New-Root 'all') -All)
        @($all | ForEach-Object { $_.RunId }) -join ',' | Should -Be 'run 2,run 1'
        $all[1].IsCurrent | Should -BeFalse
        $all[1].Promoted.ToString('s') | Should -Be '2026-01-02T03:04:05'
    }
    It 'calls <What> damaged' -ForEach @(
        @{ What = 'a missing artefact'; File = 'models\demo\1\bf16-000000000002\artifact.json' }
        @{ What = 'a missing verdict'; File = 'models\demo\1\smoke-000000000002\artifact.json' }
        @{ What = 'an unfinished environment'; File = 'envs\000000000002\environment.json' }
    ) {
        $root = New-Root $What
        [System.IO.File]::Delete("$root\$File")
        $seen = Get-GlmDeployment -Root $root
        $seen.Verdict | Should -Be 'damaged'
        $seen.Problem | Should -Match '000000000002'
    }
}
