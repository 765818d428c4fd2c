# The entry script in a PowerShell of its own, as people and fleets start it.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $script:shell = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    function Invoke-Door([string[]] $Argument) {
        InModuleScope GlmDeploy -Parameters @{ shell = $script:shell; arguments = @('-NoProfile', '-NonInteractive', '-File', "$script:root\Deploy-GLM.ps1") + $Argument } {
            Invoke-GlmProcess -FilePath $shell -ArgumentList $arguments -TimeLimitSeconds 300
        }
    }
}
Describe 'Deploy-GLM.ps1' {
    It 'stops rtx3090 in preflight on a machine without an NVIDIA GPU, with its own code and nothing left but the log' {
        $gpu = InModuleScope GlmDeploy { Get-GlmRequestFingerprint -Facts $null }
        if ($null -ne $gpu) { Set-ItResult -Skipped -Because 'this machine has an NVIDIA GPU'; return }
        $answer = Invoke-Door '-Profile', 'rtx3090', '-Root', "$TestDrive\gpu", '-Json'
        $result = ConvertFrom-Json $answer.StandardOutput
        $answer.ExitCode | Should -Be $result.exit_code
        $result.exit_code | Should -BeIn 69012, 69013
        $result.ok | Should -BeFalse
        $result.error.id | Should -Match '^(gpu|driver)-'
        $result.error.hint | Should -Not -BeNullOrEmpty
        (@(Get-ChildItem -LiteralPath "$TestDrive\gpu" | ForEach-Object { $_.Name }) -join ',') | Should -Be 'logs'
    }
    It 'shows a failure in at most five lines' {
        $answer = Invoke-Door '-Profile', 'no-such-profile', '-Root', "$TestDrive\none"
        $answer.ExitCode | Should -Be 69010
        $lines = @($answer.StandardOutput.Split("`n") | Where-Object { $_.Trim() })
        # One line opens the run, one is the failed stage.
        $lines.Count | Should -BeLessOrEqual 7
        $answer.StandardOutput | Should -Match 'lock-missing'
    }
    It 'is silent with -Quiet' {
        $answer = Invoke-Door '-Profile', 'no-such-profile', '-Root', "$TestDrive\quiet", '-Quiet'
        $answer.StandardOutput.Trim() | Should -BeNullOrEmpty
        $answer.ExitCode | Should -Be 69010
    }
    It 'ends with 1618 while another run is at work' {
        $held = InModuleScope GlmDeploy -Parameters @{ root = "$TestDrive\busy" } { Enter-GlmRun -Root $root }
        try { $answer = Invoke-Door '-Profile', 'demo', '-Root', "$TestDrive\busy", '-Json' }
        finally { InModuleScope GlmDeploy -Parameters @{ held = $held } { Exit-GlmRun -Run $held } }
        $answer.ExitCode | Should -Be 1618
        (ConvertFrom-Json $answer.StandardOutput).error.id | Should -Be 'run-busy'
    }
    It 'says that constrained language mode is none it can work in, before anything else' {
        $door = "$script:root\Deploy-GLM.ps1".Replace("'", "''")
        $command = "`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; & '$door' -Profile demo -Json; exit `$LASTEXITCODE"
        $answer = InModuleScope GlmDeploy -Parameters @{ shell = $script:shell; command = $command } {
            Invoke-GlmProcess -FilePath $shell -ArgumentList '-NoProfile', '-NonInteractive', '-Command', $command -TimeLimitSeconds 120
        }
        $result = ConvertFrom-Json $answer.StandardOutput
        $result.error.id | Should -Be 'language-mode'
        $answer.ExitCode | Should -Be $result.exit_code
        $result.exit_code | Should -Be 69011
    }
    It 'lists the profiles' {
        $rows = @(ConvertFrom-Json (Invoke-Door '-ListProfiles', '-Json').StandardOutput)
        @($rows | Where-Object { $_.Name -eq 'demo' }).Count | Should -Be 1
    }
    It 'explains itself' {
        $help = Get-Help "$script:root\Deploy-GLM.ps1" -Full
        @($help.examples.example).Count | Should -BeGreaterThan 2
        $help.Synopsis | Should -Match 'GLM'
    }
}
