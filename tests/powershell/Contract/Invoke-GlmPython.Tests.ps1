# The speaker of the contract against real processes that answer rightly, wrongly, noisily and never.
BeforeDiscovery {
    $breaks = @(
        @{ Mode = 'silent'; Id = 'contract-not-one-object' }, @{ Mode = 'two'; Id = 'contract-not-one-object' }
        @{ Mode = 'noise'; Id = 'contract-not-one-object' }, @{ Mode = 'two-on-one-line'; Id = 'contract-not-json' }
        @{ Mode = 'text'; Id = 'contract-not-json' }, @{ Mode = 'cut'; Id = 'contract-not-json' }
        @{ Mode = 'array'; Id = 'contract-shape' }, @{ Mode = 'crash'; Id = 'contract-exit-code' }
        @{ Mode = 'access-violation'; Id = 'contract-exit-code' }, @{ Mode = 'other-verb'; Id = 'contract-verb' }
        @{ Mode = 'other-contract'; Id = 'contract-shape' }, @{ Mode = 'extra-key'; Id = 'contract-shape' }
        @{ Mode = 'ok-text'; Id = 'contract-shape' }, @{ Mode = 'ok-with-error'; Id = 'contract-shape' }
        @{ Mode = 'failure-without-error'; Id = 'contract-shape' }, @{ Mode = 'ok-but-code'; Id = 'contract-exit-code' }
        @{ Mode = 'failed-but-zero'; Id = 'contract-exit-code' }
    )
}
BeforeAll {
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $script:fake = [System.IO.Path]::Combine($root, 'tests', 'fixtures', 'fake-half')
    $script:python = InModuleScope GlmDeploy { (Find-GlmPython -Minor '3.12').Path }
    function Invoke-Fake([string] $Mode, [double] $Limit = 60) {
        InModuleScope GlmDeploy -Parameters @{ python = $script:python; fake = $script:fake; mode = $Mode; folder = "$TestDrive"; limit = $Limit } {
            $request = [ordered]@{ contract = 1; verb = 'deploy'; fake = $mode; folder = ([string] [char] 0x8BD7) }
            Invoke-GlmPython -Interpreter $python -Request $request -RequestFolder $folder -LimitSeconds $limit -SourcePath $fake
        }
    }
    function Get-Failure([scriptblock] $Action) {
        try { & $Action }
        catch { return $_ }
    }
}
Describe 'Invoke-GlmPython' {
    AfterEach { InModuleScope GlmDeploy { Close-GlmLog } }
    It 'returns the data of a right answer, text intact' {
        $data = Invoke-Fake 'right'
        $data.word | Should -BeExactly ([string] [char] 0x8BD7 + ' ' + [char] 0xD83D + [char] 0xDE00)
    }
    It 'keeps what bends Python away from it' {
        $env:PYTHONPATH = 'C:\nowhere'; $env:CONDA_PREFIX = 'C:\nowhere'; $env:PYTHONHOME = 'C:\nowhere'
        try { $data = Invoke-Fake 'right' }
        finally { $env:PYTHONPATH = $null; $env:CONDA_PREFIX = $null; $env:PYTHONHOME = $null }
        $names = @($data.environment.PSObject.Properties | ForEach-Object { $_.Name })
        $names | Should -Not -Contain 'PYTHONPATH'
        $names | Should -Not -Contain 'CONDA_PREFIX'
        $data.environment.PYTHONUTF8 | Should -Be '1'
    }
    It 'writes events to both logs, and noise at debug' {
        InModuleScope GlmDeploy -Parameters @{ folder = "$TestDrive/run" } { [void] (Open-GlmLog -Folder $folder -Console Quiet) }
        [void] (Invoke-Fake 'right')
        InModuleScope GlmDeploy { Close-GlmLog }
        $events = @([System.IO.File]::ReadAllLines("$TestDrive/run/events.jsonl") | ForEach-Object { ConvertFrom-Json $_ })
        @($events | Where-Object { $_.message -eq 'at work' -and $_.level -eq 'info' }).Count | Should -Be 1
        @($events | Where-Object { $_.level -eq 'progress' }).Count | Should -Be 1
        @($events | Where-Object { $_.message -eq 'library noise, not JSON' -and $_.level -eq 'debug' }).Count | Should -Be 1
        @($events | Where-Object { $_.message -eq '{broken' -and $_.level -eq 'debug' }).Count | Should -Be 1
        [System.IO.File]::ReadAllText("$TestDrive/run/deploy.log") | Should -Match '<!\[LOG\[at work\]LOG\]!><time="\d\d:\d\d:\d\d\.\d{3}[+-]\d+" date="\d\d-\d\d-\d{4}" component="fake"'
    }
    It 'throws the model half''s own error with its id, hint and what was done before' {
        $failure = Get-Failure { Invoke-Fake 'failure' }
        $failure.FullyQualifiedErrorId | Should -Match '^disk-full'
        $failure.Exception.Data['GlmHint'] | Should -Be 'Free some.'
        $failure.ErrorDetails.RecommendedAction | Should -Be 'Free some.'
        $failure.Exception.Data['GlmContext'].free | Should -Be 1
        $failure.Exception.Data['GlmPartialData'] | Should -Not -BeNullOrEmpty
        InModuleScope GlmDeploy -Parameters @{ failure = $failure } { (ConvertTo-GlmFailure -ErrorRecord $failure).ExitCode } | Should -Be 69014
    }
    It 'takes a failure that could not even read its request' {
        (Get-Failure { Invoke-Fake 'unknown-verb' }).FullyQualifiedErrorId | Should -Match '^disk-full'
    }
    It 'refuses <Mode> as <Id>' -ForEach $breaks {
        (Get-Failure { Invoke-Fake $Mode }).FullyQualifiedErrorId | Should -Match "^$Id"
    }
    It 'says when the interpreter does not start' {
        $failure = Get-Failure { InModuleScope GlmDeploy -Parameters @{ folder = "$TestDrive" } { Invoke-GlmPython -Interpreter 'C:\nowhere\python.exe' -Request ([ordered]@{ verb = 'deploy' }) -RequestFolder $folder -LimitSeconds 5 } }
        $failure.FullyQualifiedErrorId | Should -Match '^contract-not-started'
    }
    It 'ends one that never answers, with its children, at the time limit' {
        $before = @(Get-Process -Name python -ErrorAction SilentlyContinue | ForEach-Object { $_.Id })
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        (Get-Failure { Invoke-Fake 'endless' 5 }).FullyQualifiedErrorId | Should -Match '^contract-timeout'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
        @(Get-Process -Name python -ErrorAction SilentlyContinue | Where-Object { $_.Id -notin $before }) | Should -BeNullOrEmpty
    }
    It 'follows a flood of noise to its end' {
        (Invoke-Fake 'flood' 120).word | Should -Not -BeNullOrEmpty
    }
}
