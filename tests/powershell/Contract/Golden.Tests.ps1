# The golden pairs and the tables of contract/, read with the same code as in a run.
BeforeDiscovery {
    $folder = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../contract/examples")
    $pairs = @([System.IO.Directory]::GetFiles($folder, '*.json') | ForEach-Object {
            @{ Name = [System.IO.Path]::GetFileName($_); Path = $_ }
        } | Where-Object { (ConvertFrom-Json ([System.IO.File]::ReadAllText($_.Path))).PSObject.Properties['request'] })
}
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
}
Describe 'the golden pair <Name>' -ForEach $pairs {
    It 'is read as the contract says' {
        $pair = ConvertFrom-Json ([System.IO.File]::ReadAllText($Path))
        $answer = [pscustomobject]@{ Started = $true; TimedOut = $false; ExitCode = [int] $pair.exit_code; StandardOutput = (ConvertTo-Json $pair.result -Depth 20 -Compress) + "`n"; Problem = '' }
        $read = InModuleScope GlmDeploy -Parameters @{ answer = $answer; verb = $pair.request.verb } {
            try { @{ Data = Read-GlmAnswer -Answer $answer -Verb $verb -Interpreter 'python.exe' -LimitSeconds 1 } }
            catch { @{ Failure = ConvertTo-GlmFailure -ErrorRecord $_ } }
        }
        if ($pair.result.ok) {
            $read.ContainsKey('Failure') | Should -BeFalse
            (ConvertTo-Json $read.Data -Depth 20 -Compress) | Should -Be (ConvertTo-Json $pair.result.data -Depth 20 -Compress)
        }
        else {
            $read.Failure.Id | Should -Be $pair.result.error.id
            $read.Failure.Message | Should -Be $pair.result.error.message
            (InModuleScope GlmDeploy -Parameters @{ id = $pair.result.error.id } { (Get-GlmErrorEntry -Id $id).PythonCode }) | Should -Be $pair.exit_code
        }
    }
}
Describe 'the tables' {
    It 'give every error id a known class, and every class one code on each side' {
        $tables = InModuleScope GlmDeploy { @{ Exit = Get-GlmContract -Table Exit; Errors = Get-GlmContract -Table Errors } }
        foreach ($id in $tables.Errors.Keys) { $tables.Exit.ContainsKey([string] $tables.Errors[$id].exit) | Should -BeTrue -Because "$id names its class" }
        @($tables.Exit.Values | ForEach-Object { $_.windows } | Sort-Object -Unique).Count | Should -Be $tables.Exit.Count
        @($tables.Exit.Values | ForEach-Object { $_.python } | Sort-Object -Unique).Count | Should -Be $tables.Exit.Count
        @($tables.Exit.Values | ForEach-Object { $_.windows }) | Should -Not -Contain 1602
        @($tables.Exit.Values | ForEach-Object { $_.windows }) | Should -Not -Contain 1641
    }
}
