# The three-way rule as a table; Repair-GlmPath.Tests.ps1 proves the way there and back on the real registry.
Describe 'Restore-GlmPath' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
    }

    It 'before <Before>, repaired <After>, now <Now> -> <Result>' -ForEach @(
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'a;b'; Result = 'a;b;a'; Added = @(); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'a;b;c'; Result = 'a;b;c;a'; Added = @('c'); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'c;a;b'; Result = 'c;a;b;a'; Added = @('c'); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'b'; Result = 'b'; Added = @(); Removed = @('a') }
        @{ Before = 'p;a;;b'; After = 'a;b'; Now = 'b;a'; Result = 'b;p;a;'; Added = @(); Removed = @() }
        @{ Before = 'a;b;c;c'; After = 'a;b;c'; Now = 'c;n;a;b'; Result = 'c;n;a;b;c'; Added = @('n'); Removed = @() }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'b;a'; Result = 'b;a;a'; Added = @(); Removed = @() }
        @{ Before = 'p;a'; After = 'a'; Now = 'p;a'; Result = 'p;a'; Added = @(); Removed = @() }
        @{ Before = 'p;"x;y";z'; After = '"x;y";z'; Now = '"x;y";n;z'; Result = 'p;"x;y";n;z'; Added = @('n'); Removed = @() }
        @{ Before = 'p;a'; After = 'a'; Now = 'A'; Result = 'A;p'; Added = @('A'); Removed = @('a') }
        # What came back by hand counts, and a second merge finds it.
        @{ Before = 'a;p;b'; After = 'a;b'; Now = 'a;p;b;new'; Result = 'a;p;b;new'; Added = @('new'); Removed = @() }
        @{ Before = 'a;p;b'; After = 'a;b'; Now = 'a;b;new;p'; Result = 'a;b;new;p'; Added = @('new'); Removed = @() }
        @{ Before = 'a;b;a;c'; After = 'a;b;c'; Now = 'a;b;c;new;b'; Result = 'a;b;a;c;new;b'; Added = @('new', 'b'); Removed = @() }
        # A folder that was taken out stays out, however often and in whatever spelling it stood there.
        @{ Before = 'a;b;a;a'; After = 'a;b'; Now = 'b'; Result = 'b'; Added = @(); Removed = @('a') }
        @{ Before = 'C:\a;b;c:/A/'; After = 'C:\a;b'; Now = 'b'; Result = 'b'; Added = @(); Removed = @('C:\a', 'c:/A/') }
        # Nothing is put behind an open quote, and no second one beside it.
        @{ Before = 'a;a;"b'; After = 'a;"b'; Now = 'a;"b;new'; Result = 'a;a;"b;new'; Added = @('"b;new'); Removed = @('"b') }
        @{ Before = 'b;"b'; After = 'b'; Now = 'b;"q;r'; Result = 'b;"q;r'; Added = @('"q;r'); Removed = @() }
        @{ Before = 'b;"b'; After = 'b'; Now = 'b;new'; Result = 'b;new;"b'; Added = @('new'); Removed = @() }
        # A restore taken back.
        @{ Before = 'a;b'; After = 'a;b;a'; Now = 'a;n;b;a'; Result = 'a;n;b'; Added = @('n'); Removed = @() }
    ) {
        $merged = InModuleScope GlmDeploy -Parameters @{ One = $Before; Two = $After; Three = $Now } {
            param($One, $Two, $Three)
            Merge-GlmPath -Before $One -After $Two -Now $Three
        }
        $merged.text | Should -BeExactly $Result
        (@($merged.added) -join '|') | Should -BeExactly ($Added -join '|')
        (@($merged.removed) -join '|') | Should -BeExactly ($Removed -join '|')
    }

    It 'names in words what is back and what is not: now <Now>' -ForEach @(
        @{ Before = 'a;b;a;p'; After = 'a;b'; Now = 'b'; Say = 'Back, of what the repair took out: p\. Still out, because taken out since: a\.$' }
        @{ Before = 'a;b;a'; After = 'a;b'; Now = 'b'; Say = '^Nothing of what the repair took out came back\.' }
        @{ Before = 'b;"b'; After = 'b'; Now = 'b;"q;r'; Say = '^Nothing .* Not back, because an open quote stands in PATH now: "b\.' }
        @{ Before = 'a;b;a;c'; After = 'a;b;c'; Now = 'a;b;c;new;b'; Say = '^What the repair took out is back\. Kept, because added since: new; b\.$' }
    ) {
        $target = InModuleScope GlmDeploy -Parameters @{ Texts = @($Before, $After, $Now) } {
            param($Texts)
            $values = @($Texts | ForEach-Object { [pscustomobject]@{ exists = $true; kind = 2; bytes = ConvertTo-GlmRegistryText -Text $_; text = $_ } })
            Resolve-GlmRestoreTarget -Backup ([pscustomobject]@{ before = $values[0]; after = $values[1] }) -Now $values[2]
        }
        $target.message | Should -Match $Say
    }

    It 'holds for 300 values and edits by chance: untouched ones come back exactly, a second restore changes nothing' {
        $faults = InModuleScope GlmDeploy {
            $random = New-Object System.Random 20261126
            $pool = 'C:\a', 'c:\A\', 'C:\b', '"C:\b"', '"C:\x;y"', '', ' ', ' C:\a', '%SystemRoot%\x', 'C:\windows\x', '.', '\\s\x', 'C:\Program Files\NVIDIA Corporation\PhysX\Common', "C:\$([char] 0xE9)", "C:\e$([char] 0x301)"
            $names = @{ 1 = Get-GlmPathVariable -Kind 1 -Scope User; 2 = Get-GlmPathVariable -Kind 2 -Scope User }
            $make = { param($text, $kind) [pscustomobject]@{ exists = $true; kind = $kind; bytes = ConvertTo-GlmRegistryText -Text $text; text = $text } }
            foreach ($case in 1..300) {
                $kind = $random.Next(1, 3)
                $text = @(foreach ($i in 0..$random.Next(1, 9)) { $pool[$random.Next($pool.Count)] }) -join ';'
                if ($random.Next(5) -eq 0) { $text += ';"C:\open;C:\a' }
                $plan = @(Get-GlmPathPlan -Text $text -Variable $names[$kind] | Where-Object { -not $_.reason } | ForEach-Object { $_.entry })
                $backup = [pscustomobject]@{ before = & $make $text $kind; after = & $make ($plan -join ';') $kind }
                $whole = Resolve-GlmRestoreTarget -Backup $backup -Now $backup.after
                if (-not (Test-GlmSameValue -Left $whole.value -Right $backup.before)) { "$case untouched: $text" }
                $edit = New-Object 'System.Collections.Generic.List[string]' (, [string[]] $plan)
                foreach ($step in 0..$random.Next(4)) {
                    $new = @($pool + 'C:\new', '"C:\torn"', '"C:\open')[$random.Next($pool.Count + 3)]
                    $at = $random.Next($edit.Count + 1)
                    switch ($random.Next(4)) {
                        0 { $edit.Add($new) }
                        1 { $edit.Insert($at, $new) }
                        2 { if ($at -lt $edit.Count) { $edit.RemoveAt($at) } }
                        3 { if ($at -lt $edit.Count) { $one = $edit[$at]; $edit.RemoveAt($at); $edit.Insert($random.Next($edit.Count + 1), $one) } }
                    }
                }
                $now = & $make ($edit -join ';') $kind
                $first = Resolve-GlmRestoreTarget -Backup $backup -Now $now
                $second = Resolve-GlmRestoreTarget -Backup $backup -Now $first.value
                if (-not (Test-GlmSameValue -Left $first.value -Right $second.value)) { "$case twice: $text | $($now.text) | $($first.value.text) | $($second.value.text)" }
                # What stands there by hand still does, each entry whole and in its order.
                $here = [string[]] @(Split-GlmPath -Value $now.text)
                $there = [string[]] @(Split-GlmPath -Value $first.value.text)
                if (-not (Test-GlmPathOrder -Entry $there -Order $here) -or @($here | Where-Object { $_ -and $there -cnotcontains $_ }).Count) { "$case lost: $text | $($now.text) | $($first.value.text)" }
            }
        }
        @($faults) | Should -BeNullOrEmpty
    }

    It 'refuses a file that does not exist' {
        { Restore-GlmPath -BackupPath 'C:\no\such\backup.json' } | Should -Throw -ErrorId 'path-backup-invalid*'
    }

    It 'called four times after a hand edit, changes PATH once; a dry run shows what would be too long' {
        $key = 'HKCU:\Software\GlmDeployTest\Restore'
        [void] (New-Item -Path $key -Force)
        $folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'GlmRestore-' + [Guid]::NewGuid().ToString('N'))
        try {
            Set-ItemProperty -LiteralPath $key -Name Path -Type ExpandString -Value 'C:\a;C:\NVIDIA Corporation\PhysX\Common;C:\b'
            $done = Repair-GlmPath -Scope User -RegistryPath $key -BackupFolder $folder
            Set-ItemProperty -LiteralPath $key -Name Path -Type ExpandString -Value 'C:\a;C:\b;C:\new'
            $changes = @(foreach ($call in 1..4) { (Restore-GlmPath -BackupPath $done.Backup).Changed })
            $changes | Should -Be @($true, $false, $false, $false)
            (Get-Item -LiteralPath $key).GetValue('Path', '', 'DoNotExpandEnvironmentNames') | Should -BeExactly 'C:\a;C:\NVIDIA Corporation\PhysX\Common;C:\b;C:\new'
            Set-ItemProperty -LiteralPath $key -Name Path -Type ExpandString -Value ('C:\a;C:\b;C:\' + ('n' * 2040))
            { Restore-GlmPath -BackupPath $done.Backup } | Should -Throw -ErrorId 'path-too-long*'
            $plan = Restore-GlmPath -BackupPath $done.Backup -WhatIf -WarningAction SilentlyContinue
            $plan.Value | Should -BeLike 'C:\a;C:\NVIDIA*'
            $plan.Message | Should -Match 'is back\..*refused \(path-too-long\)'
        }
        finally {
            Remove-Item -LiteralPath 'HKCU:\Software\GlmDeployTest' -Recurse -Force
            [System.IO.Directory]::Delete($folder, $true)
        }
    }
}
