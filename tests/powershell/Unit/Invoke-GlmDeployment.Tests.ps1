# The stages of the host half, with the speaker and the machine replaced; logs, results and locks are real.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    function Invoke-Quiet([string] $Root, [hashtable] $More = @{}) {
        Invoke-GlmDeployment -Profile demo -Root $Root -EnvironmentProvider venv -Option @{ Quiet = $true } @More
    }
}
Describe 'Invoke-GlmDeployment' {
    BeforeEach {
        $script:calls = New-Object System.Collections.Generic.List[object]
        $calls = $script:calls
        # A real run on this machine must not make these tests busy.
        Mock Enter-GlmRun -ModuleName GlmDeploy { $null }
        Mock Test-GlmPreflight -ModuleName GlmDeploy { [pscustomobject]@{ Id = 'disk'; Name = 'Disk'; Status = 'pass'; Observed = 'much'; Required = 'little'; Evidence = @(); Remedy = ''; ErrorId = $null; Blocking = $false } }
        Mock Install-GlmEnvironment -ModuleName GlmDeploy { [pscustomobject]@{ Folder = 'C:\e'; Interpreter = 'C:\e\python.exe'; Provider = 'venv'; Status = 'skipped'; Reason = 'complete' } }
        Mock Invoke-GlmPython -ModuleName GlmDeploy {
            $calls.Add($Request)
            [pscustomobject]@{
                stages = @([pscustomobject]@{ name = 'fetch'; status = 'skipped'; seconds = 0.1; reason = 'verified' }); verdict = 'pass'; report = 'C:\report.html'
                artefacts = @([pscustomobject]@{ name = 'bf16'; path = 'C:\bf16'; sha256 = 'a' * 64 })
            }
        }.GetNewClosure()
    }
    It 'calls the model half once, and ends with the one result, also in result.json' {
        $answer = Invoke-Quiet "$TestDrive\a"
        $answer.ExitCode | Should -Be 0
        $script:calls.Count | Should -Be 1
        $script:calls[0]['verb'] | Should -Be 'deploy'
        $script:calls[0]['host']['preflight'][0].status | Should -Be 'pass'
        (@($answer.Result.stages | ForEach-Object { $_.name }) -join ',') | Should -Be 'lock,preflight,environment,packages,fetch'
        $file = "$TestDrive\a\logs\$($answer.Result.run_id)\result.json"
        $read = ConvertFrom-Json ([System.IO.File]::ReadAllText($file))
        $read.verdict | Should -Be 'pass'
        $read.artefacts[0].name | Should -Be 'bf16'
        ($read.PSObject.Properties.Name -join ',') | Should -Be 'schema,ok,run_id,profile,root,exit_code,verdict,error,stages,artefacts,report'
        Test-Path -LiteralPath "$TestDrive\a\logs\$($answer.Result.run_id)\deploy.log" | Should -BeTrue
    }
    It 'asks for every hash and for the proof with -Repair, and takes the profile that is deployed' {
        [void] [System.IO.Directory]::CreateDirectory("$TestDrive\repair")
        [System.IO.File]::WriteAllText("$TestDrive\repair\current.json", '{"schema": 1, "profile": "demo", "artefacts": [], "previous": []}')
        $answer = Invoke-GlmDeployment -Profile '' -Root "$TestDrive\repair" -EnvironmentProvider venv -Option @{ Quiet = $true; Action = 'repair' }
        $answer.ExitCode | Should -Be 0
        $script:calls[0]['profile'] | Should -Be 'demo'
        $script:calls[0]['options']['thorough'] | Should -BeTrue
        $script:calls[0]['options']['prove'] | Should -BeTrue
        $script:calls[0]['options']['force'] | Should -BeFalse
        [void] (Invoke-Quiet "$TestDrive\repair")
        $script:calls[1]['options']['prove'] | Should -BeFalse
    }
    It 'stops at a need that blocks, with its id, evidence and remedy, and leaves nothing but the log' {
        Mock Test-GlmPreflight -ModuleName GlmDeploy { [pscustomobject]@{ Id = 'gpu'; Name = 'GPU'; Status = 'fail'; Observed = 'none'; Required = 'NVIDIA'; Evidence = @('nvidia-smi: not found'); Remedy = 'Install one.'; ErrorId = 'gpu-missing'; Blocking = $true } }
        $answer = Invoke-Quiet "$TestDrive\b"
        $answer.ExitCode | Should -Be 69012
        $answer.Result.error['id'] | Should -Be 'gpu-missing'
        $answer.Result.error['hint'] | Should -Be 'Install one.'
        $answer.Result.error['context'].evidence | Should -Match 'not found'
        (@(Get-ChildItem -LiteralPath "$TestDrive\b" | ForEach-Object { $_.Name }) -join ',') | Should -Be 'logs'
        $script:calls.Count | Should -Be 0
    }
    It 'rebuilds a damaged environment once, and asks again' {
        $state = @{ Asked = 0; Forced = 0 }
        Mock Install-GlmEnvironment -ModuleName GlmDeploy { if ($Force) { $state.Forced++ }; [pscustomobject]@{ Folder = 'C:\e'; Interpreter = 'C:\e\python.exe'; Provider = 'venv'; Status = 'skipped'; Reason = 'complete' } }.GetNewClosure()
        Mock Invoke-GlmPython -ModuleName GlmDeploy {
            $state.Asked++
            $exception = New-Object System.InvalidOperationException 'files differ'
            $exception.Data['GlmId'] = 'environment-damaged'
            if ($state.Asked -eq 1) { throw (New-Object System.Management.Automation.ErrorRecord $exception, 'environment-damaged', 'NotSpecified', $null) }
            [pscustomobject]@{ stages = @(); verdict = 'pass'; report = $null; artefacts = @() }
        }.GetNewClosure()
        (Invoke-Quiet "$TestDrive\c").ExitCode | Should -Be 0
        $state.Asked | Should -Be 2
        $state.Forced | Should -Be 1
    }
    It 'plans with -WhatIf and writes nothing' {
        $answer = Invoke-Quiet "$TestDrive\d" @{ WhatIf = $true }
        $answer.Result.verdict | Should -Be 'planned'
        @($answer.Result.stages | Where-Object { $_.name -eq 'environment' }).Count | Should -Be 1
        Test-Path -LiteralPath "$TestDrive\d" | Should -BeFalse
    }
    It 'says what was done and no more: <Says>' -ForEach @(
        @{ Done = @('fetch', 'convert', 'int8', 'nf4', 'smoke', 'report'); Says = 'The model was built, proved and measured\.' }
        @{ Done = @('smoke', 'report'); Says = 'The model was proved and measured again\.' }
        @{ Done = @('fetch'); Says = 'What was amiss was made again' }
        @{ Done = @(); Says = 'Nothing had to be done' }
    ) {
        $stages = @('fetch', 'convert', 'int8', 'nf4', 'smoke', 'report' | ForEach-Object { [pscustomobject]@{ name = $_; status = $(if ($Done -contains $_) { 'done' } else { 'skipped' }); seconds = 0.1; reason = 'x' } })
        Mock Invoke-GlmPython -ModuleName GlmDeploy { [pscustomobject]@{ stages = $stages; verdict = 'pass'; report = $null; artefacts = @() } }.GetNewClosure()
        $said = @(Invoke-GlmDeployment -Profile demo -Root "$TestDrive\said" 6>&1 | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object { "$_" })
        @($said | Where-Object { $_ -like 'Ready.*' }) | Should -Match $Says
    }
    It 'names the lock where no profile is named' {
        $lock = "$script:root\manifests\locks\demo.win-64.json"
        $said = @(Invoke-GlmDeployment -Root "$TestDrive\named" -Option @{ LockPath = $lock } 6>&1 | ForEach-Object { "$_" })
        $said[0] | Should -Match "^Deploy-GLM  $([regex]::Escape($lock))  root "
    }
    It 'says a failure in five lines also where the message has many' {
        Mock Install-GlmEnvironment -ModuleName GlmDeploy { throw "one`r`ntwo`n`nthree" }
        $said = @(Invoke-GlmDeployment -Profile demo -Root "$TestDrive\five" 6>&1 | Where-Object { $_ -is [System.Management.Automation.InformationRecord] } | ForEach-Object { "$_" })
        $from = 0..($said.Count - 1) | Where-Object { $said[$_] -like 'What was seen:*' }
        $said[$from] | Should -Match 'one two three'
        ($said.Count - $from) | Should -Be 5
    }
    It 'maps what nobody foresaw to its own code' {
        Mock Install-GlmEnvironment -ModuleName GlmDeploy { throw 'surprise' }
        $answer = Invoke-Quiet "$TestDrive\e"
        $answer.ExitCode | Should -Be 69001
        $answer.Result.error['message'] | Should -Match 'surprise'
        @($answer.Result.stages)[-1].status | Should -Be 'failed'
    }
}
