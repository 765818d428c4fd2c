# The retry policy on a fake clock, with the schedules that both languages share.
BeforeDiscovery {
    $shared = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../contract/examples/retry-schedules.json")
    $hasShared = [System.IO.File]::Exists($shared)
}
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    function Invoke-Failing([hashtable] $Change = @{}, [double] $RetryAfter = 0, [int] $SucceedAt = 1000, [switch] $Progressed) {
        $policy = [pscustomobject] @{ attempts = 5; base_s = 1.0; factor = 2.0; cap_s = 30.0; jitter = 0.2; budget_s = 900.0; stall_s = 30.0; retry_status = @(503) }
        foreach ($key in $Change.Keys) { $policy.$key = $Change[$key] }
        InModuleScope GlmDeploy -Parameters @{ policy = $policy; after = $RetryAfter; succeedAt = $SucceedAt; progressed = [bool] $Progressed } {
            $state = @{ Tries = 0; Time = 0.0; Pauses = @() }
            try {
                $state.Value = Invoke-GlmWithRetry -Policy $policy -What 'a test' -WarningAction SilentlyContinue -Action {
                    $state.Tries++
                    if ($state.Tries -ge $succeedAt) { return 'home' }
                    throw (New-GlmTransientError -Id 'network-unreachable' -Message 'no answer' -RetryAfter $after -Progressed:$progressed)
                } -Now { $state.Time } -Sleep { param($seconds) $state.Time += $seconds; $state.Pauses += $seconds } -Chance { 0.5 }
            }
            catch { $state.Failure = $_ }
            [pscustomobject] $state
        }
    }
}
Describe 'Invoke-GlmWithRetry' {
    It 'waits longer and longer, then gives up with the last error' {
        $state = Invoke-Failing
        $state.Tries | Should -Be 5
        ($state.Pauses -join ' ') | Should -Be '1 2 4 8'
        $state.Failure.FullyQualifiedErrorId | Should -Match '^network-unreachable'
    }
    It 'returns what a later try brings' { (Invoke-Failing -SucceedAt 3).Value | Should -Be 'home' }
    It 'never waits longer than the cap' { ((Invoke-Failing @{ cap_s = 3.0 }).Pauses -join ' ') | Should -Be '1 2 3 3' }
    It 'stays within the budget' { (Invoke-Failing @{ budget_s = 5.0 }).Tries | Should -Be 3 }
    It 'waits as long as the server asks, up to five minutes' {
        (Invoke-Failing -RetryAfter 20).Pauses[0] | Should -Be 20
        (Invoke-Failing @{ budget_s = 4000.0 } -RetryAfter 9999).Pauses[0] | Should -Be 300
    }
    It 'counts anew after a try that got somewhere' { (Invoke-Failing -Progressed -SucceedAt 12).Value | Should -Be 'home' }
    It 'throws what is not transient at once' {
        $tries = InModuleScope GlmDeploy {
            $count = @{ Tries = 0 }
            try { Invoke-GlmWithRetry -Policy ([pscustomobject] @{ attempts = 5 }) -What 'x' -Action { $count.Tries++; throw 'final' } } catch { $count.Message = "$_" }
            $count
        }
        $tries.Tries | Should -Be 1
        $tries.Message | Should -Be 'final'
    }
    It 'follows the schedules of contract/examples/retry-schedules.json' -Skip:(-not $hasShared) {
        $cases = ConvertFrom-Json ([System.IO.File]::ReadAllText([System.IO.Path]::GetFullPath("$PSScriptRoot/../../../contract/examples/retry-schedules.json")))
        foreach ($case in @($cases.cases)) {
            $change = @{}
            foreach ($property in $case.policy.PSObject.Properties) { $change[$property.Name] = $property.Value }
            $after = 0.0
            if ($case.PSObject.Properties['retry_after_s'] -and $null -ne $case.retry_after_s) { $after = [double] $case.retry_after_s }
            $expected = @(@($case.PSObject.Properties | Where-Object { $_.Name -in 'pauses', 'schedule', 'pauses_s' })[0].Value)
            $seen = @((Invoke-Failing $change $after).Pauses)
            $seen.Count | Should -Be $expected.Count
            for ($i = 0; $i -lt $seen.Count; $i++) { [Math]::Abs($seen[$i] - $expected[$i]) | Should -BeLessThan 0.001 }
        }
    }
}
