# What -Uninstall removes, keeps and refuses: real files, real locks, a real registry key for PATH.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    function New-File([string] $Path, [string] $Text = 'x') {
        [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($Path))
        [System.IO.File]::WriteAllText($Path, $Text)
    }
    function New-Deployment([string] $Name) {
        $root = [System.IO.Path]::Combine("$TestDrive", $Name)
        New-File "$root\current.json" '{"schema": 1, "profile": "demo", "artefacts": [{"name": "bf16"}]}'
        New-File "$root\run.lock" ''
        New-File "$root\envs\0123456789ab\python.exe"
        New-File "$root\envs\0123456789ab\environment.json" '{}'
        New-File "$root\envs\.0123456789ab.00000000.old\python.exe"
        New-File "$root\cache\wheels\a.whl"
        New-File "$root\cache\tools\b\micromamba.exe"
        New-File "$root\models\demo\1\source\artifact.json" '{}'
        New-File "$root\models\demo\1\bf16-0123456789ab\artifact.json" '{}'
        New-File "$root\logs\20261123T190000Z-0a1b2c\events.jsonl"
        $root
    }
    function Invoke-Uninstall([string] $Root, [hashtable] $More = @{}) { Uninstall-GlmDeployment -Root $Root -PathBackupFolder "$TestDrive\no-backups" -Confirm:$false @More }
}
Describe 'Uninstall-GlmDeployment' {
    BeforeEach {
        # The root's lock is real; the machine's mutex is not asked, so that a run at work elsewhere makes nothing busy here.
        Mock Enter-GlmRun -ModuleName GlmDeploy {
            [pscustomobject]@{ Mutex = New-Object System.Threading.Mutex $true; File = New-Object System.IO.FileStream "$Root\run.lock", 'OpenOrCreate', 'ReadWrite', 'None' }
        }
    }
    It 'leaves nothing, and a second call is fine' {
        $root = New-Deployment 'whole'
        $answer = Invoke-Uninstall $root
        Test-Path -LiteralPath $root | Should -BeFalse
        @($answer.Removed | ForEach-Object { $_.Kind } | Sort-Object -Unique) -join ',' | Should -Be 'cache,environment,log,model,pointer'
        @($answer.Left).Count | Should -Be 0
        @((Invoke-Uninstall $root).Removed).Count | Should -Be 0
    }
    It 'changes nothing with -WhatIf' {
        $root = New-Deployment 'whatif'
        $before = @([System.IO.Directory]::GetFileSystemEntries($root, '*', 'AllDirectories')).Count
        [void] (Uninstall-GlmDeployment -Root $root -PathBackupFolder "$TestDrive\no-backups" -WhatIf)
        @([System.IO.Directory]::GetFileSystemEntries($root, '*', 'AllDirectories')).Count | Should -Be $before
    }
    It 'keeps models and logs when told, and can take them later' {
        $root = New-Deployment 'keep'
        $answer = Invoke-Uninstall $root @{ KeepModels = $true; KeepLogs = $true }
        @([System.IO.Directory]::GetFileSystemEntries($root) | ForEach-Object { [System.IO.Path]::GetFileName($_) } | Sort-Object) -join ',' | Should -Be 'logs,models'
        @($answer.Left | ForEach-Object { $_.Reason } | Sort-Object -Unique) -join ',' | Should -Be '-KeepLogs,-KeepModels'
        [void] (Invoke-Uninstall $root)
        Test-Path -LiteralPath $root | Should -BeFalse
    }
    It 'leaves and names what it did not make' {
        $root = New-Deployment 'mixed'
        $foreign = @("$root\my notes.txt", "$root\envs\by-hand\python.exe", "$root\models\demo\1\mine\a.bin", "$root\models\loose.bin", "$root\models\mine\own.bin", "$root\cache\other\b", "$root\logs\mine.log")
        foreach ($file in $foreign) { New-File $file }
        $answer = Invoke-Uninstall $root
        foreach ($file in $foreign) { Test-Path -LiteralPath $file | Should -BeTrue }
        @($answer.Left | ForEach-Object { $_.Reason } | Sort-Object -Unique) -join ',' | Should -Be 'not made by Deploy-GLM'
        @($answer.Left).Count | Should -Be 7
        Test-Path -LiteralPath "$root\envs\0123456789ab" | Should -BeFalse
    }
    It 'refuses a folder in which no run ever worked, with its own id' {
        New-File "$TestDrive\foreign\envs\0123456789ab\data.txt"
        New-File "$TestDrive\foreign\logs\20261123T190000Z-0a1b2c\notes.txt"
        New-File "$TestDrive\foreign\cache\wheels\mine.whl"
        { Invoke-Uninstall "$TestDrive\foreign" } | Should -Throw -ErrorId 'root-foreign*'
        Test-Path -LiteralPath "$TestDrive\foreign\cache\wheels\mine.whl" | Should -BeTrue
        Test-Path -LiteralPath "$TestDrive\foreign\run.lock" | Should -BeFalse
    }
    It 'takes the leftovers of a run that was killed early' {
        New-File "$TestDrive\early\run.lock" ''
        [void] (Invoke-Uninstall "$TestDrive\early")
        Test-Path -LiteralPath "$TestDrive\early" | Should -BeFalse
    }
    It 'removes read-only files and paths beyond 260 characters' {
        $root = New-Deployment 'deep'
        [System.IO.File]::SetAttributes("$root\cache\wheels\a.whl", [System.IO.FileAttributes]::ReadOnly)
        $folder = "$root\envs\0123456789ab\Lib"
        foreach ($step in 1..12) {
            $folder += '\' + ('d' * 30)
            [void] [System.IO.Directory]::CreateDirectory("\\?\$folder")
            [System.IO.File]::WriteAllText("\\?\$folder\file.txt", 'deep')
        }
        $folder.Length | Should -BeGreaterThan 260
        [void] (Invoke-Uninstall $root)
        Test-Path -LiteralPath $root | Should -BeFalse
    }
    It 'does not follow a link out of the root' {
        $root = New-Deployment 'linked'
        New-File "$TestDrive\elsewhere\precious.txt"
        try { [void] (New-Item -ItemType Junction -Path "$root\envs\0123456789ab\link" -Target "$TestDrive\elsewhere" -ErrorAction Stop) }
        catch { Set-ItResult -Skipped -Because "no junction can be made here: $($_.Exception.Message)" ; return }
        [void] (Invoke-Uninstall $root)
        Test-Path -LiteralPath "$TestDrive\elsewhere\precious.txt" | Should -BeTrue
        Test-Path -LiteralPath $root | Should -BeFalse
    }
    It 'leaves what lies behind a folder that leads elsewhere, and names it' {
        $root = New-Deployment 'moved'
        $apart = "$TestDrive\other drive\models"
        [void] [System.IO.Directory]::CreateDirectory("$TestDrive\other drive")
        [System.IO.Directory]::Move("$root\models", $apart)
        try { [void] (New-Item -ItemType Junction -Path "$root\models" -Target $apart -ErrorAction Stop) }
        catch {
            # Where no junction can be made, a folder of which only Windows' word is replaced stands for one.
            $apart = "$root\models"
            [System.IO.Directory]::Move("$TestDrive\other drive\models", $apart)
            Mock Test-GlmLink -ModuleName GlmDeploy { $Path -eq $apart }.GetNewClosure()
        }
        $answer = Invoke-Uninstall $root
        Test-Path -LiteralPath "$apart\demo\1\source\artifact.json" | Should -BeTrue
        Test-Path -LiteralPath "$root\envs" | Should -BeFalse
        @($answer.Left | Where-Object { $_.Path -eq "$root\models" })[0].Reason | Should -Match 'link'
    }
    It 'works through a root that is itself a link, and takes only its own' {
        $real = New-Deployment 'real'
        New-File "$real\mine.txt"
        try { [void] (New-Item -ItemType Junction -Path "$TestDrive\door" -Target $real -ErrorAction Stop) }
        catch { Set-ItResult -Skipped -Because "no junction can be made here: $($_.Exception.Message)" ; return }
        [void] (Invoke-Uninstall "$TestDrive\door")
        @([System.IO.Directory]::GetFileSystemEntries($real)) -join ',' | Should -Be "$real\mine.txt"
    }
    It 'names the file that a program still uses, and goes on where it stopped' {
        $root = New-Deployment 'blocked'
        $used = New-Object System.IO.FileStream "$root\envs\0123456789ab\python.exe", 'Open', 'Read', 'None'
        try { { Invoke-Uninstall $root } | Should -Throw -ErrorId 'uninstall-blocked*' }
        finally { $used.Dispose() }
        Test-Path -LiteralPath "$root\current.json" | Should -BeFalse
        [void] (Invoke-Uninstall $root)
        Test-Path -LiteralPath $root | Should -BeFalse
    }
    It 'works in a folder with brackets, blanks, an apostrophe and Chinese letters' {
        $root = New-Deployment "a [b] it's $([char] 0x6A21)$([char] 0x578B)"
        [void] (Invoke-Uninstall $root)
        Test-Path -LiteralPath $root | Should -BeFalse
    }
}
Describe 'Uninstall-GlmDeployment beside a run' {
    It 'ends with run-busy while a run holds the root' {
        $root = New-Deployment 'busy'
        $held = New-Object System.IO.FileStream "$root\run.lock", 'Open', 'ReadWrite', 'None'
        try { { Invoke-Uninstall $root } | Should -Throw -ErrorId 'run-busy*' }
        finally { $held.Dispose() }
        Test-Path -LiteralPath "$root\current.json" | Should -BeTrue
    }
}
Describe 'PATH on the way out' {
    BeforeEach {
        $script:key = "HKCU:\Software\GlmDeployTest\$([guid]::NewGuid().ToString('N'))"
        [void] (New-Item -Path $script:key -Force)
        $script:old = 'C:\One;C:\Two;C:\One;;C:\Three'
        [void] (New-ItemProperty -LiteralPath $script:key -Name Path -Value $script:old -PropertyType ExpandString)
        $script:backups = "$TestDrive\backups-$([guid]::NewGuid().ToString('N'))\path-backup"
        function Get-Stored { (Get-Item -LiteralPath $script:key).GetValue('Path', $null, 'DoNotExpandEnvironmentNames') }
    }
    AfterAll { Remove-Item -Path 'HKCU:\Software\GlmDeployTest' -Recurse -ErrorAction SilentlyContinue }
    It 'gives the value back, through two repairs, and removes the backups' {
        [void] (Repair-GlmPath -Scope User -RegistryPath $script:key -BackupFolder $script:backups -Confirm:$false)
        [void] (Repair-GlmPath -Scope User -RegistryPath $script:key -BackupFolder $script:backups -Entry 'C:\Two' -Confirm:$false)
        Get-Stored | Should -Be 'C:\One;C:\Three'
        $answer = Uninstall-GlmDeployment -Root "$TestDrive\nothing" -PathBackupFolder $script:backups -Confirm:$false
        Get-Stored | Should -BeExactly $script:old
        @($answer.Path | Where-Object { $_.Restored }).Count | Should -Be 2
        Test-Path -LiteralPath $script:backups | Should -BeFalse
    }
    It 'does not undo what was taken back already' {
        $made = Repair-GlmPath -Scope User -RegistryPath $script:key -BackupFolder $script:backups -Confirm:$false
        [void] (Restore-GlmPath -BackupPath $made.Backup -Confirm:$false)
        Set-ItemProperty -LiteralPath $script:key -Name Path -Value 'C:\Mine'
        [void] (Uninstall-GlmDeployment -Root "$TestDrive\nothing" -PathBackupFolder $script:backups -Confirm:$false)
        Get-Stored | Should -BeExactly 'C:\Mine'
    }
    It 'brings back nothing that was taken out by hand, and turns no order round: <By> -> <Back>' -ForEach @(
        @{ Old = 'C:\old;C:\b;C:\old'; By = 'C:\b'; Again = $false; Back = 'C:\b' }
        @{ Old = 'C:\a;C:\b;C:\a;C:\c'; By = 'C:\a;C:\b;C:\c;C:\new;C:\b'; Again = $true; Back = 'C:\a;C:\b;C:\a;C:\c;C:\new;C:\b' }
    ) {
        Set-ItemProperty -LiteralPath $script:key -Name Path -Value $Old
        [void] (Repair-GlmPath -Scope User -RegistryPath $script:key -BackupFolder $script:backups -Confirm:$false)
        Set-ItemProperty -LiteralPath $script:key -Name Path -Value $By
        if ($Again) { [void] (Repair-GlmPath -Scope User -RegistryPath $script:key -BackupFolder $script:backups -Confirm:$false) }
        $answer = Uninstall-GlmDeployment -Root "$TestDrive\nothing" -PathBackupFolder $script:backups -Confirm:$false
        Get-Stored | Should -BeExactly $Back
        ($answer.Path | ForEach-Object { $_.Message }) -join ' ' | Should -Not -Match 'order'
    }
    It 'says what it may not do, and keeps that backup' {
        [void] (Repair-GlmPath -Scope User -RegistryPath $script:key -BackupFolder $script:backups -Confirm:$false)
        Mock Get-GlmHostIdentity -ModuleName GlmDeploy { [pscustomobject]@{ user = 'SYSTEM'; sid = 'S-1-5-18'; system = $true; elevated = $true } }
        $answer = Uninstall-GlmDeployment -Root "$TestDrive\nothing" -PathBackupFolder $script:backups -Confirm:$false
        $answer.Path[0].Restored | Should -BeFalse
        $answer.Path[0].Message | Should -Match 'SYSTEM'
        @([System.IO.Directory]::GetFiles($script:backups)).Count | Should -Be 1
    }
}
