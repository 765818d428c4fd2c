# Lines that CMTrace reads.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
}
Describe 'Format-GlmCmTraceLine' {
    It 'has message, time with bias, date, component, type' {
        $line = InModuleScope GlmDeploy { Format-GlmCmTraceLine -Message 'done' -Component 'fetch' -Level warning -Time ([datetime] '2026-01-02T03:04:05.678') }
        $line | Should -Match '^<!\[LOG\[done\]LOG\]!><time="03:04:05\.678[+-]\d{2,3}" date="01-02-2026" component="fetch" context="" type="2" thread="\d+" file="">$'
    }
    It 'keeps an end mark inside a message from ending it, and a long component short' {
        $line = InModuleScope GlmDeploy { Format-GlmCmTraceLine -Message 'a]LOG]!>b' -Component ('c' * 300) }
        [regex]::Matches($line, '\]LOG\]!>').Count | Should -Be 1
        $line | Should -Match ('component="' + ('c' * 100) + '"')
    }
}
