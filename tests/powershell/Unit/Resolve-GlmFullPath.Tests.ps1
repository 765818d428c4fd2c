# A path as its user meant it.
BeforeAll {
    Import-Module ([System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy/GlmDeploy.psd1")) -Force
    function Resolve-Given([string] $Path) { InModuleScope GlmDeploy -Parameters @{ path = $Path } { Resolve-GlmFullPath -Path $path -Name '-Root' } }
}
Describe 'Resolve-GlmFullPath' {
    It 'makes <Path> to <Full>' -ForEach @(
        @{ Path = 'C:\glm\'; Full = 'C:\glm' }, @{ Path = 'C:/a/../b'; Full = 'C:\b' }, @{ Path = 'C:\'; Full = 'C:\' }
        @{ Path = 'Q:\not there'; Full = 'Q:\not there' }, @{ Path = '\\server\share\x\'; Full = '\\server\share\x' }
        @{ Path = 'Microsoft.PowerShell.Core\FileSystem::C:\glm'; Full = 'C:\glm' }, @{ Path = "C:\it's [1] & 100%"; Full = "C:\it's [1] & 100%" }
    ) {
        Resolve-Given $Path | Should -BeExactly $Full
    }
    It 'drops the blanks and dots at the end that Windows drops' {
        Resolve-Given 'C:\glm. ' | Should -BeExactly 'C:\glm'
    }
    It 'starts from the folder of the PowerShell session, not of its process' {
        Push-Location -LiteralPath "$TestDrive"
        try { Resolve-Given 'glm' | Should -Be ([System.IO.Path]::Combine((Get-Item -LiteralPath "$TestDrive").FullName, 'glm')) }
        finally { Pop-Location }
    }
    It 'refuses <Path>' -ForEach @(@{ Path = 'HKCU:\glm' }, @{ Path = 'Zork:\glm' }, @{ Path = 'Env:\PATH' }) {
        { Resolve-Given $Path } | Should -Throw -ErrorId 'usage*'
    }
    It 'is a failure with a result and a log where it is the root' {
        $answer = Invoke-GlmDeployment -Profile demo -Root 'HKCU:\glm' -Option @{ Quiet = $true }
        $answer.ExitCode | Should -Be 69002
        $answer.Result.error['message'] | Should -Match "HKCU:.*Registry"
        [System.IO.File]::Exists($answer.Result.error['log']) | Should -BeTrue
        [System.IO.Directory]::Delete([System.IO.Path]::GetDirectoryName($answer.Result.error['log']), $true)
    }
}
