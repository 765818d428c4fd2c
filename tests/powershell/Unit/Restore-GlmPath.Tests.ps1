# The three-way rule as a table; Repair-GlmPath.Tests.ps1 proves the way there and back on the real registry.
Describe 'Restore-GlmPath' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
    }

    It 'before <Before>, repaired <After>, now <Now> -> <Result>' -ForEach @(
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'a;b'; Result = 'a;b;a'; Added = @(); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'a;b;c'; Result = 'a;b;c;a'; Added = @('c'); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'c;a;b'; Result = 'c;a;b;a'; Added = @('c'); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'b'; Result = 'b;a'; Added = @(); Removed = @('a') }
        @{ Before = 'p;a;;b'; After = 'a;b'; Now = 'b;a'; Result = 'p;b;;a'; Added = @(); Removed = @() }
        @{ Before = 'a;b;c;c'; After = 'a;b;c'; Now = 'c;n;a;b'; Result = 'c;n;a;b;c'; Added = @('n'); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'b;a'; Result = 'b;a;a'; Added = @(); Removed = @() }
        @{ Before = 'p;a'; After = 'a'; Now = 'p;a'; Result = 'p;p;a'; Added = @('p'); Removed = @() }
        @{ Before = 'p;"x;y";z'; After = '"x;y";z'; Now = '"x;y";n;z'; Result = 'p;"x;y";n;z'; Added = @('n'); Removed = @() }
        @{ Before = 'p;a'; After = 'a'; Now = 'A'; Result = 'A;p'; Added = @('A'); Removed = @('a') }
    ) {
        $merged = InModuleScope GlmDeploy -Parameters @{ One = $Before; Two = $After; Three = $Now } {
            param($One, $Two, $Three)
            Merge-GlmPath -Before $One -After $Two -Now $Three
        }
        $merged.text | Should -BeExactly $Result
        (@($merged.added) -join '|') | Should -BeExactly ($Added -join '|')
        (@($merged.removed) -join '|') | Should -BeExactly ($Removed -join '|')
    }

    It 'refuses a file that does not exist' {
        { Restore-GlmPath -BackupPath 'C:\no\such\backup.json' } | Should -Throw -ErrorId 'path-backup-invalid*'
    }
}
