# The whole project from a folder that people really have: blanks, brackets, an apostrophe, Chinese letters.
BeforeAll {
    $script:project = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:project/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $script:shell = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    $script:odd = [System.IO.Path]::Combine("$TestDrive", "it's a [b] $([char] 0x6A21)$([char] 0x578B)")
    foreach ($folder in 'modules', 'contract', 'manifests', 'python\src') {
        foreach ($file in [System.IO.Directory]::GetFiles("$script:project\$folder", '*', 'AllDirectories')) {
            if ($file -match '__pycache__|\.pyc$') { continue }
            $target = $script:odd + $file.Substring($script:project.Length)
            [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($target))
            [System.IO.File]::Copy($file, $target)
        }
    }
    [System.IO.File]::Copy("$script:project\Deploy-GLM.ps1", "$script:odd\Deploy-GLM.ps1")
    function Invoke-Door([string[]] $Argument) {
        $answer = InModuleScope GlmDeploy -Parameters @{ Shell = $script:shell; Odd = $script:odd; Given = $Argument } {
            param($Shell, $Odd, $Given)
            Invoke-GlmProcess -FilePath $Shell -ArgumentList (@('-NoProfile', '-NonInteractive', '-File', "$Odd\Deploy-GLM.ps1") + $Given + '-Json') -TimeLimitSeconds 300 -WorkingDirectory $Odd
        }
        $result = ConvertFrom-Json $answer.StandardOutput
        $answer.ExitCode | Should -Be $result.exit_code
        $result
    }
}
Describe 'a project and a root with blanks, brackets, an apostrophe and Chinese letters' {
    It 'plans the whole run, and writes nothing' {
        $result = Invoke-Door '-Profile', 'demo', '-Root', "$script:odd\root", '-WhatIf'
        $result.verdict | Should -Be 'planned'
        $result.exit_code | Should -Be 0
        @($result.stages).Count | Should -Be 10
        $result.root | Should -BeExactly "$script:odd\root"
        Test-Path -LiteralPath "$script:odd\root" | Should -BeFalse
    }
    It 'gets through preflight to a clear answer, with a log where it was asked for' {
        $result = Invoke-Door '-Profile', 'demo', '-Root', "$script:odd\root"
        $result.error.id | Should -Be 'root-not-ascii'
        $result.error.hint | Should -Match '-Root'
        [System.IO.File]::Exists($result.error.log) | Should -BeTrue
        $result.error.log | Should -BeLike '*deploy.log'
        $result.error.log.StartsWith("$script:odd\root\logs\") | Should -BeTrue
    }
    It 'checks a GPU profile on a plain root' {
        $gpu = InModuleScope GlmDeploy { Get-GlmRequestFingerprint -Facts $null }
        if ($null -ne $gpu) { Set-ItResult -Skipped -Because 'this machine has an NVIDIA GPU'; return }
        (Invoke-Door '-Profile', 'rtx3090', '-Root', "$TestDrive\plain").error.id | Should -Match '^(gpu|driver)-'
    }
    It 'says that there is nothing to roll back' {
        (Invoke-Door '-Rollback', '-Root', "$script:odd\root").error.id | Should -Be 'nothing-deployed'
    }
    It 'packs a support bundle and then removes what the runs left' {
        [void] (Invoke-Door '-SupportBundle', '-Root', "$script:odd\root", '-Destination', "$script:odd\bundle [1].zip")
        [System.IO.File]::Exists("$script:odd\bundle [1].zip") | Should -BeTrue
        $result = Invoke-Door '-Uninstall', '-Root', "$script:odd\root"
        $result.ok | Should -BeTrue
        Test-Path -LiteralPath "$script:odd\root" | Should -BeFalse
        $result = Invoke-Door '-Uninstall', '-Root', "$script:odd\root"
        $result.ok | Should -BeTrue
    }
    It 'refuses to uninstall the project itself, which is no root' {
        (Invoke-Door '-Uninstall', '-Root', $script:odd).error.id | Should -Be 'root-foreign'
        [System.IO.File]::Exists("$script:odd\Deploy-GLM.ps1") | Should -BeTrue
    }
}
