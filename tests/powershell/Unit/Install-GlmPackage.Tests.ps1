# The request of the verb 'packages'; the speaker itself is replaced.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
}
Describe 'Install-GlmPackage' {
    BeforeEach {
        Mock Invoke-GlmPython -ModuleName GlmDeploy { [pscustomobject]@{ installed = 3; request = $Request; limit = $LimitSeconds; interpreter = $Interpreter } }
        $script:made = [pscustomobject]@{ Folder = 'C:\r\envs\x'; Interpreter = 'C:\r\envs\x\python.exe' }
    }
    It 'asks with the lock, the environment and full paths of the wheel folders' {
        $lock = Import-GlmLock -Profile demo
        $data = Install-GlmPackage -Lock $lock -Environment $script:made -Root 'C:\r' -WheelSource "$TestDrive" -Offline
        $data.request['verb'] | Should -Be 'packages'
        $data.request['lock'] | Should -Be $lock.Path
        $data.request['environment'] | Should -Be 'C:\r\envs\x'
        $data.request['options']['offline'] | Should -BeTrue
        @($data.request['options']['find_links']).Count | Should -Be 1
        $data.request['run_id'] | Should -Match '^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$'
        $data.limit | Should -Be $lock.limits_s.packages
        $data.interpreter | Should -Be 'C:\r\envs\x\python.exe'
    }
    It 'takes several folders also as powershell.exe -File hands them over, and a folder with a comma in its name' {
        foreach ($name in 'one', 'two', 'a, b') { [void] [System.IO.Directory]::CreateDirectory("$TestDrive\$name") }
        $lock = Import-GlmLock -Profile demo
        $data = Install-GlmPackage -Lock $lock -Environment $script:made -Root 'C:\r' -WheelSource "$TestDrive\one, $TestDrive\two", "$TestDrive\a, b"
        @($data.request['options']['find_links'] | ForEach-Object { [System.IO.Path]::GetFileName($_) }) -join '|' | Should -Be 'one|two|a, b'
    }
    It 'tells a wheel folder that is not there, instead of using the network' {
        { Install-GlmPackage -Lock (Import-GlmLock -Profile demo) -Environment $script:made -Root 'C:\r' -WheelSource "$TestDrive\nowhere" } | Should -Throw -ErrorId 'usage*'
        try { Install-GlmPackage -Lock (Import-GlmLock -Profile demo) -Environment $script:made -Root 'C:\r' -WheelSource 'https://joe:S3cr,pw@host/simple'; $seen = 'nothing' }
        catch { $seen = "$($_.FullyQualifiedErrorId) $($_.Exception.Message) $($_.TargetObject)" }
        $seen | Should -Match '^usage'
        $seen | Should -Not -Match 'S3cr|pw'
    }
    It 'does nothing with -WhatIf' {
        Install-GlmPackage -Lock (Import-GlmLock -Profile demo) -Environment $script:made -Root 'C:\r' -WhatIf | Should -BeNullOrEmpty
    }
}
