# The rollback's own part of the work; that the pointer moves only to what is whole is tested with the model half
# (tests/python/unit/test_rollback.py), and both together with a real Python in the second block.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    function New-Root([string] $Name, [int] $Count) {
        $root = [System.IO.Path]::Combine("$TestDrive", $Name)
        $entries = @(foreach ($number in $Count..1) {
                $folder = "$root\envs\00000000000$number"
                [void] [System.IO.Directory]::CreateDirectory("$folder\conda-meta")
                [System.IO.File]::WriteAllText("$folder\python.exe", '')
                [ordered]@{ run_id = "run $number"; promoted = '2026-11-23T19:00:00+00:00'; profile = 'demo'; environment = $folder; artefacts = @(@{ name = 'bf16'; path = "$root\models\bf16"; sha256 = 'a' * 64 }); smoke = 's'; fingerprint = $null; report = @{ path = 'r'; sha256 = 'b' * 64 } }
            })
        $current = $entries[0]
        $current['schema'] = 1
        $current['previous'] = @($entries | Select-Object -Skip 1)
        [System.IO.File]::WriteAllText("$root\current.json", (ConvertTo-Json $current -Depth 6))
        $root
    }
}
Describe 'Restore-GlmDeployment' {
    BeforeEach {
        $script:calls = New-Object System.Collections.Generic.List[object]
        $calls = $script:calls
        Mock Enter-GlmRun -ModuleName GlmDeploy { $null }
        Mock Get-GlmHostFingerprint -ModuleName GlmDeploy { $null }
        Mock Invoke-GlmPython -ModuleName GlmDeploy { $calls.Add(@{ Interpreter = $Interpreter; Request = $Request }); [pscustomobject]@{ run_id = 'run 1'; proved_here = $true } }.GetNewClosure()
    }
    It 'asks the Python of the earlier deployment' {
        $root = New-Root 'two' 2
        (Restore-GlmDeployment -Root $root -Confirm:$false).run_id | Should -Be 'run 1'
        $script:calls[0].Interpreter | Should -Be "$root\envs\000000000001\python.exe"
        $script:calls[0].Request['verb'] | Should -Be 'rollback'
        $script:calls[0].Request['root'] | Should -Be $root
        $script:calls[0].Request.Contains('host') | Should -BeTrue
    }
    It 'takes the other Python where that one is gone' {
        $root = New-Root 'gone' 2
        [System.IO.File]::Delete("$root\envs\000000000001\python.exe")
        [void] (Restore-GlmDeployment -Root $root -Confirm:$false)
        $script:calls[0].Interpreter | Should -Be "$root\envs\000000000002\python.exe"
        [System.IO.File]::Delete("$root\envs\000000000002\python.exe")
        { Restore-GlmDeployment -Root $root -Confirm:$false } | Should -Throw -ErrorId 'rollback-damaged*'
    }
    It 'says that there is nothing, or nothing to go back to, without any Python' {
        { Restore-GlmDeployment -Root "$TestDrive\none" -Confirm:$false } | Should -Throw -ErrorId 'nothing-deployed*'
        { Restore-GlmDeployment -Root (New-Root 'one' 1) -Confirm:$false } | Should -Throw -ErrorId 'rollback-missing*'
        $script:calls.Count | Should -Be 0
    }
    It 'asks nobody with -WhatIf' {
        Restore-GlmDeployment -Root (New-Root 'plan' 2) -WhatIf | Should -BeNullOrEmpty
        $script:calls.Count | Should -Be 0
    }
}
Describe 'Restore-GlmDeployment with a real Python' {
    BeforeAll {
        $script:python = InModuleScope GlmDeploy { Find-GlmPython -Minor '3.12' -Try }
        Mock Get-GlmHostFingerprint -ModuleName GlmDeploy { $null }
    }
    It 'refuses what is not whole, and leaves the pointer as it is' {
        if (-not $script:python) { Set-ItResult -Skipped -Because 'no Python 3.12 is registered'; return }
        $root = New-Root 'real' 2
        $python = $script:python.Path
        Mock Get-GlmInterpreter -ModuleName GlmDeploy { $python }.GetNewClosure()
        Mock Enter-GlmRun -ModuleName GlmDeploy { $null }
        $before = [System.IO.File]::ReadAllText("$root\current.json")
        { Restore-GlmDeployment -Root $root -Confirm:$false } | Should -Throw -ErrorId 'rollback-damaged*'
        [System.IO.File]::ReadAllText("$root\current.json") | Should -Be $before
    }
}
