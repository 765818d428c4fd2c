# PATH repair and restore against the real registry, in a key of the tests' own.
BeforeDiscovery {
    $file = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'fixtures', 'path', 'values.json')
    $cases = @([System.IO.File]::ReadAllText($file) | ConvertFrom-Json | ForEach-Object { $_ } | ForEach-Object { @{ Name = $_.name; Kind = $_.kind; Hex = $_.hex } })
}

Describe 'Repair-GlmPath and Restore-GlmPath' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
        $place = 'HKCU:\Software\GlmDeployTest\Repair'
        [void] (New-Item -Path $place -Force)
        $backups = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'GlmDeployTest-' + [Guid]::NewGuid().ToString('N'))
        function Write-Raw {
            param([int] $Kind, [byte[]] $Bytes)
            InModuleScope GlmDeploy -Parameters @{ Place = $place; RawKind = $Kind; RawBytes = $Bytes } {
                param($Place, $RawKind, $RawBytes)
                $location = Resolve-GlmPathLocation -Scope User -RegistryPath $Place
                $value = [pscustomobject]@{ exists = $true; kind = $RawKind; bytes = [byte[]] @($RawBytes); text = $null }
                Set-GlmEnvironmentVariable -Location $location -Value $value -Expected (Get-GlmEnvironmentVariable -Location $location)
            }
        }
        function Read-Raw {
            $value = InModuleScope GlmDeploy -Parameters @{ Place = $place } {
                param($Place)
                Get-GlmEnvironmentVariable -Location (Resolve-GlmPathLocation -Scope User -RegistryPath $Place)
            }
            return '{0}:{1}' -f $value.kind, [Convert]::ToBase64String($value.bytes)
        }
        function Write-Text {
            param([string] $Text, [int] $Kind = 2)
            Write-Raw -Kind $Kind -Bytes ([System.Text.Encoding]::Unicode.GetBytes($Text + "`0"))
        }
        function Read-Text { return [string] (Get-Item -LiteralPath $place).GetValue('Path', $null, 'DoNotExpandEnvironmentNames') }
    }
    AfterAll {
        Remove-Item -LiteralPath 'HKCU:\Software\GlmDeployTest' -Recurse -Force
        if ([System.IO.Directory]::Exists($backups)) { [System.IO.Directory]::Delete($backups, $true) }
    }

    It 'gives back exactly: <Name>' -ForEach $cases {
        $bytes = New-Object byte[] ($Hex.Length / 2)
        for ($i = 0; $i -lt $bytes.Length; $i++) { $bytes[$i] = [Convert]::ToByte($Hex.Substring(2 * $i, 2), 16) }
        $stored = '{0}:{1}' -f $Kind, [Convert]::ToBase64String($bytes)
        Write-Raw -Kind $Kind -Bytes $bytes
        Read-Raw | Should -Be $stored
        $refusal = $null
        $done = $null
        try { $done = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups -Force }
        catch { $refusal = $_.FullyQualifiedErrorId -replace ',.*$', '' }
        if ($refusal) {
            $refusal | Should -BeIn @('path-kind-unsupported', 'path-too-long')
            Read-Raw | Should -Be $stored
            return
        }
        (Read-Raw).Split(':')[0] | Should -Be "$Kind"
        (Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups -Force).Changed | Should -BeFalse
        if ($done.Changed) {
            Read-Raw | Should -Not -Be $stored
            $back = Restore-GlmPath -BackupPath $done.Backup -Force
            $back.Exact | Should -BeTrue
        }
        Read-Raw | Should -Be $stored
    }

    It 'takes out what repeats, is empty or shadows, and keeps everything else as it is written' {
        Write-Text 'C:\Tools\;%SystemRoot%\x;;c:/tools;"C:\a;b";C:\Program Files (x86)\NVIDIA Corporation\PhysX\Common;C:\Tools2'
        $done = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups
        Read-Text | Should -Be 'C:\Tools\;%SystemRoot%\x;"C:\a;b";C:\Tools2'
        @($done.Removed).Count | Should -Be 3
        (Get-Item -LiteralPath $place).GetValueKind('Path') | Should -Be 'ExpandString'
    }

    It 'keeps the kind REG_SZ' {
        Write-Text 'C:\a;C:\a' -Kind 1
        [void] (Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups)
        (Get-Item -LiteralPath $place).GetValueKind('Path') | Should -Be 'String'
    }

    It 'writes nothing with -WhatIf and shows the difference' {
        Write-Text 'C:\a;C:\b;C:\a'
        $count = [System.IO.Directory]::GetFiles($backups).Length
        $plan = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups -WhatIf
        Read-Text | Should -Be 'C:\a;C:\b;C:\a'
        $plan.Changed | Should -BeFalse
        $plan.After | Should -Be 'C:\a;C:\b'
        @($plan.Diff | Where-Object { $_ -like '- *' }).Count | Should -Be 1
        [System.IO.Directory]::GetFiles($backups).Length | Should -Be $count
    }

    It 'keeps what was done by hand between repair and restore, and says so' {
        Write-Text 'C:\a;C:\b;C:\a;;C:\c'
        $done = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups
        Write-Text 'C:\a;C:\new;C:\c'
        $back = Restore-GlmPath -BackupPath $done.Backup
        Read-Text | Should -Be 'C:\a;C:\new;C:\a;;C:\c'
        $back.Exact | Should -BeFalse
        $back.KeptAdded | Should -Be @('C:\new')
        $back.KeptRemoved | Should -Be @('C:\b')
        $back.Message | Should -Match 'C:\\new.*C:\\b'
    }

    It 'gives the old value back when PATH was deleted since' {
        Write-Text 'C:\a;C:\a'
        $stored = Read-Raw
        $done = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups
        Remove-ItemProperty -LiteralPath $place -Name 'Path'
        [void] (Restore-GlmPath -BackupPath $done.Backup)
        Read-Raw | Should -Be $stored
    }

    It 'a second restore changes nothing' {
        Write-Text 'C:\a;C:\a'
        $done = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups
        (Restore-GlmPath -BackupPath $done.Backup).Changed | Should -BeTrue
        (Restore-GlmPath -BackupPath $done.Backup).Changed | Should -BeFalse
    }

    It 'leaves a missing PATH missing' {
        Remove-ItemProperty -LiteralPath $place -Name 'Path' -ErrorAction SilentlyContinue
        (Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups).Changed | Should -BeFalse
        (Get-Item -LiteralPath $place).GetValueNames() | Should -Not -Contain 'Path'
    }

    It 'refuses more than 2,047 characters without -Force, before anything is written' {
        Write-Text ((@(0..300 | ForEach-Object { 'C:\d{0:d3}' -f $_ }) -join ';') + ';;')
        $stored = Read-Raw
        { Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups } | Should -Throw -ErrorId 'path-too-long*'
        Read-Raw | Should -Be $stored
    }

    It 'never touches a user as SYSTEM' {
        Write-Text 'C:\a;C:\a'
        $stored = Read-Raw
        InModuleScope GlmDeploy -Parameters @{ Place = $place } {
            param($Place)
            Mock Get-GlmHostIdentity { [pscustomobject]@{ user = 'SYSTEM'; sid = 'S-1-5-18'; system = $true; elevated = $true } }
            { Repair-GlmPath -Scope User -RegistryPath $Place } | Should -Throw -ErrorId 'path-user-as-system*'
        }
        Read-Raw | Should -Be $stored
    }

    It 'leaves the machine alone without an administrator' {
        InModuleScope GlmDeploy {
            Mock Get-GlmHostIdentity { [pscustomobject]@{ user = 'somebody'; sid = 'S-1-5-21-1'; system = $false; elevated = $false } }
            { Repair-GlmPath -Scope Machine } | Should -Throw -ErrorId 'path-access-denied*'
        }
    }

    It 'writes nothing when the backup cannot be written' {
        Write-Text 'C:\a;C:\a'
        $stored = Read-Raw
        $blocked = [System.IO.Path]::Combine($backups, 'a-file')
        [System.IO.File]::WriteAllText($blocked, 'x')
        { Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $blocked } | Should -Throw -ErrorId 'path-backup-failed*'
        Read-Raw | Should -Be $stored
    }

    It 'refuses a backup that is <Why>' -ForEach @(
        @{ Why = 'not JSON'; Text = 'x{' }, @{ Why = 'of another type'; Text = '{"schema":1,"type":"other"}' }, @{ Why = 'empty'; Text = '' }
        @{ Why = 'damaged'; Text = '{"schema":1,"type":"glm-path-backup","hive":"CurrentUser","key":"Software\\GlmDeployTest\\Repair","name":"Path","before":{"exists":true,"kind":2,"base64":"%%%"}}' }
        @{ Why = 'for another value'; Text = '{"schema":1,"type":"glm-path-backup","hive":"CurrentUser","key":"Software","name":"Run"}' }
    ) {
        $bad = [System.IO.Path]::Combine($backups, 'bad.json')
        [System.IO.File]::WriteAllText($bad, $Text)
        { Restore-GlmPath -BackupPath $bad } | Should -Throw -ErrorId 'path-backup-invalid*'
    }
}
