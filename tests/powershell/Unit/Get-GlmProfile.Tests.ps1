# The list of profiles, from the project's own locks.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
}
Describe 'Get-GlmProfile' {
    It 'lists every Windows lock with what it needs' {
        $rows = @(Get-GlmProfile)
        $rows.Count | Should -Be @([System.IO.Directory]::GetFiles("$script:root/manifests/locks", '*.win-64.json')).Count
        $demo = $rows | Where-Object { $_.Name -eq 'demo' }
        $demo.Gpu | Should -Be 'none needed'
        ($rows | Where-Object { $_.Name -eq 'rtx3090' }).Gpu | Should -Match 'NVIDIA, \d+ GiB'
    }
    It 'filters by name' { @(Get-GlmProfile -Name 'dem*').Count | Should -Be 1 }
}
