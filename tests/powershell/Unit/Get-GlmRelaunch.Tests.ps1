# From a 32-bit host to the 64-bit one, with every argument and the exit code: the facts are replaced, the second PowerShell
# is this one, so that the arguments really pass through a process.
BeforeAll {
    Import-Module ([System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy/GlmDeploy.psd1")) -Force
    $script:shell = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    $script:narrow = [pscustomobject]@{ bits = 32; os_bits = 64 }
    $script:folder = [System.IO.Path]::Combine("$TestDrive", "it's a [b] $([char] 0x6A21)$([char] 0x578B)")
    [void] [System.IO.Directory]::CreateDirectory($script:folder)
    $script:target = "$script:folder\echo.ps1"
    $text = '[CmdletBinding(SupportsShouldProcess)] param([string] $Root, [string[]] $WheelSource, [switch] $Offline, [switch] $Force, [string] $PythonPath) ' +
        '[System.IO.File]::WriteAllText("$PSScriptRoot\seen.json", (ConvertTo-Json @{ Root = $Root; Wheels = @($WheelSource); Offline = [bool] $Offline; Force = [bool] $Force; WhatIf = [bool] $WhatIfPreference; Python = $PythonPath })); exit 69014'
    [System.IO.File]::WriteAllText($script:target, $text)
}
Describe 'Get-GlmRelaunch' {
    It 'is not asked for in a 64-bit process, on a 32-bit Windows, or where no 64-bit PowerShell is to be seen' {
        Get-GlmRelaunch -ScriptPath $script:target -Bound @{} | Should -BeNullOrEmpty
        Get-GlmRelaunch -ScriptPath $script:target -Bound @{} -Shell ([pscustomobject]@{ bits = 32; os_bits = 32 }) -HostPath $script:shell | Should -BeNullOrEmpty
        Get-GlmRelaunch -ScriptPath $script:target -Bound @{} -Shell $script:narrow -HostPath 'C:\no\such\powershell.exe' | Should -BeNullOrEmpty
    }
    It 'goes through Sysnative, which leads a 32-bit program to the 64-bit files' {
        (Get-Command Get-GlmRelaunch).ScriptBlock.Ast.Extent.Text | Should -Match "'Sysnative', 'WindowsPowerShell', 'v1\.0', 'powershell\.exe'"
    }
    It 'hands over every argument and gives back the exit code' {
        $given = @{
            Root = "C:\a b\it's [x] $([char] 0x6A21)\"; WheelSource = @('C:\one', "D:\tw'o three\"); Offline = [switch] $true; Force = [switch] $false
            WhatIf = [switch] $true; PythonPath = "quote `" dollar `$env:TEMP and $([char] 0x2019)typographic$([char] 0x2018); exit 1"
        }
        $relaunch = Get-GlmRelaunch -ScriptPath $script:target -Bound $given -Shell $script:narrow -HostPath $script:shell
        $arguments = $relaunch.ArgumentList
        & $relaunch.FilePath @arguments
        $LASTEXITCODE | Should -Be 69014
        $seen = ConvertFrom-Json ([System.IO.File]::ReadAllText("$script:folder\seen.json"))
        $seen.Root | Should -BeExactly $given.Root
        ($seen.Wheels -join '|') | Should -BeExactly ($given.WheelSource -join '|')
        $seen.Python | Should -BeExactly $given.PythonPath
        $seen.Offline | Should -BeTrue
        $seen.Force | Should -BeFalse
        $seen.WhatIf | Should -BeTrue
    }
}
