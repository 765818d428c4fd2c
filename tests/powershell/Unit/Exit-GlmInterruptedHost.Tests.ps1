# Whose PowerShell may be ended after Ctrl-C. That it is ended, with which code, is shown by tests\python\windows.
BeforeAll {
    Import-Module ([System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy/GlmDeploy.psd1")) -Force
}
Describe 'Exit-GlmInterruptedHost' {
    It 'leaves alone the session <What>' -ForEach @(
        @{ What = 'in which the command was typed'; Line = @('pwsh.exe') }
        @{ What = 'that asked to stay'; Line = @('powershell.exe', '-noe', '-File', 'C:\glm\Deploy-GLM.ps1') }
        @{ What = 'of another script'; Line = @('pwsh.exe', '-File', 'C:\other.ps1') }
    ) {
        InModuleScope GlmDeploy -Parameters @{ line = $Line } {
            Exit-GlmInterruptedHost -Answer ([pscustomobject]@{ ExitCode = 69026; Json = '{}' }) -ScriptPath 'C:\glm\Deploy-GLM.ps1' -Json -CommandLine $line
        } | Should -BeNullOrEmpty
    }
    It 'leaves the caller of the module alone' {
        InModuleScope GlmDeploy { Exit-GlmInterruptedHost -Answer ([pscustomobject]@{ ExitCode = 69026; Json = '{}' }) -ScriptPath $null } | Should -BeNullOrEmpty
    }
}
