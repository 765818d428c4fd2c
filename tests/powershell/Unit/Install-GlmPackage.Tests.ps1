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
    It 'does nothing with -WhatIf' {
        Install-GlmPackage -Lock (Import-GlmLock -Profile demo) -Environment $script:made -Root 'C:\r' -WhatIf | Should -BeNullOrEmpty
    }
}
