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

    It 'takes out no working entry for one that Windows does not expand alike: <What>' -ForEach @(
        @{ What = 'never expanded'; Kind = 1; Text = '%SystemRoot%\system32;C:\windows\system32;C:\x'; After = '%SystemRoot%\system32;C:\windows\system32;C:\x' }
        @{ What = 'set by Windows'; Kind = 2; Text = '%SystemRoot%\system32;ROOT\system32;C:\x'; After = '%SystemRoot%\system32;C:\x' }
        @{ What = 'set in this process'; Kind = 2; Text = '%GLM_TEST_TMP%\bin;C:\jdk17\bin'; After = '%GLM_TEST_TMP%\bin;C:\jdk17\bin' }
        @{ What = 'stored, changeable'; Kind = 2; Text = '%GLM_TEST_HOME%\bin;C:\jdk17\bin;C:\NVIDIA Corporation\%GLM_TEST_PART%\Common'; After = '%GLM_TEST_HOME%\bin;C:\jdk17\bin' }
        @{ What = 'in quotes'; Kind = 2; Text = '"C:\a";C:\a;C:\A;"C:\a"; C:\b;C:\b'; After = '"C:\a";C:\a; C:\b;C:\b' }
    ) {
        $stored = @{ GLM_TEST_HOME = 'C:\jdk17'; GLM_TEST_PART = 'PhysX' }
        foreach ($name in $stored.Keys) { Set-ItemProperty -LiteralPath $place -Name $name -Value $stored[$name] }
        # The key of the tests also stands for the one that holds the user's variables.
        Mock Resolve-GlmPathLocation -ModuleName GlmDeploy { [pscustomobject]@{ scope = $Scope; hive = 'CurrentUser'; key = 'Software\GlmDeployTest\Repair'; name = 'Path'; standard = $false } }
        try {
            $env:GLM_TEST_TMP = 'C:\jdk17'
            Write-Text $Text.Replace('ROOT\', [Environment]::GetFolderPath('Windows') + '\') -Kind $Kind
            (Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups -WhatIf).After | Should -BeExactly $After
        }
        finally {
            $env:GLM_TEST_TMP = $null
            foreach ($name in $stored.Keys) { Remove-ItemProperty -LiteralPath $place -Name $name }
        }
    }

    It 'does not take a user''s folder for one of the machine''s PATH' {
        $own = [Environment]::GetFolderPath('UserProfile')
        $kept = InModuleScope GlmDeploy -Parameters @{ Text = "%USERPROFILE%\x;$own\x" } {
            param($Text)
            foreach ($scope in 'User', 'Machine') { @(Get-GlmPathPlan -Text $Text -Variable (Get-GlmPathVariable -Kind 2 -Scope $scope) | Where-Object { -not $_.reason }).Count }
        }
        $kept | Should -Be @(1, 2)
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

    It 'keeps an order that was changed by hand, and says so' {
        Write-Text 'C:\a;C:\b;C:\a'
        $done = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups
        Write-Text 'C:\b;C:\a'
        $back = Restore-GlmPath -BackupPath $done.Backup
        Read-Text | Should -Be 'C:\b;C:\a;C:\a'
        $back.Exact | Should -BeFalse
        $back.Message | Should -Match 'order'
    }

    It 'takes for one folder only what is one letter by letter: <What>' -ForEach @(
        @{ What = 'a letter composed and in two parts'; Left = [string] [char] 0xE9; Right = 'e' + [char] 0x301 }, @{ What = 'a soft hyphen'; Left = 'ab'; Right = 'a' + [char] 0xAD + 'b' }
        @{ What = 'a joiner without width'; Left = 'ab'; Right = 'a' + [char] 0x200B + 'b' }, @{ What = 'sharp s'; Left = 'ss'; Right = [string] [char] 0xDF }
    ) {
        Write-Text "C:\$Left;C:\$Right"
        (Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups).Changed | Should -BeFalse
        (Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups -Entry "C:\$Right" -WhatIf).After | Should -BeExactly "C:\$Left"
    }

    It 'refuses a backup in which <Field> was changed' -ForEach @(
        @{ Field = 'the old value'; Find = '"before":\s*\{[^}]*"base64":\s*"'; Put = 'QQBB' }, @{ Field = 'the key'; Find = '"key":\s*"Software'; Put = '\\Other' }
    ) {
        Write-Text 'C:\a;C:\a'
        $done = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups
        $stored = Read-Raw
        $text = [System.IO.File]::ReadAllText($done.Backup)
        $at = [regex]::Match($text, $Find)
        $at.Success | Should -BeTrue
        [System.IO.File]::WriteAllText($done.Backup, $text.Insert($at.Index + $at.Length, $Put))
        { Restore-GlmPath -BackupPath $done.Backup } | Should -Throw -ErrorId 'path-backup-invalid*'
        Read-Raw | Should -Be $stored
    }

    It 'undoes two repairs, newest first, byte for byte' {
        Write-Text 'C:\a;C:\b;C:\a;C:\c'
        $stored = Read-Raw
        $one = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups
        $between = Read-Raw
        $two = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups -Entry 'C:\b'
        (Restore-GlmPath -BackupPath $two.Backup).Exact | Should -BeTrue
        Read-Raw | Should -Be $between
        (Restore-GlmPath -BackupPath $one.Backup).Exact | Should -BeTrue
        Read-Raw | Should -Be $stored
    }

    It 'tells every window of the change, and one of another program hears it' {
        # A window as the desktop has it: top level, not shown, with a loop of its own in a process of its own.
        $listener = @'
Add-Type -TypeDefinition @"
using System; using System.Runtime.InteropServices;
public static class Ear {
    delegate IntPtr Proc(IntPtr w, uint m, IntPtr a, IntPtr b);
    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)] struct Class { public uint style; public IntPtr proc; public int c, d; public IntPtr instance, icon, cursor, brush; public string menu, name; }
    [StructLayout(LayoutKind.Sequential)] struct Msg { public IntPtr w; public uint m; public IntPtr a, b; public uint time; public int x, y; }
    [DllImport("user32.dll", CharSet = CharSet.Unicode)] static extern ushort RegisterClassW(ref Class c);
    [DllImport("user32.dll", CharSet = CharSet.Unicode)] static extern IntPtr CreateWindowExW(int e, string c, string t, int s, int x, int y, int w, int h, IntPtr p, IntPtr m, IntPtr i, IntPtr l);
    [DllImport("user32.dll", CharSet = CharSet.Unicode)] static extern IntPtr DefWindowProcW(IntPtr w, uint m, IntPtr a, IntPtr b);
    [DllImport("user32.dll")] static extern int PeekMessageW(out Msg m, IntPtr w, uint a, uint b, uint r);
    [DllImport("user32.dll")] static extern IntPtr DispatchMessageW(ref Msg m);
    static string heard = ""; static Proc keep;
    static IntPtr Hear(IntPtr w, uint m, IntPtr a, IntPtr b) { if (m == 0x1A) heard += Marshal.PtrToStringUni(b) + ";"; return DefWindowProcW(w, m, a, b); }
    public static string Listen(string ready, int seconds) {
        keep = Hear; var c = new Class { proc = Marshal.GetFunctionPointerForDelegate(keep), name = "GlmEar" }; RegisterClassW(ref c);
        if (CreateWindowExW(0, "GlmEar", "", 0, 0, 0, 0, 0, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero) == IntPtr.Zero) return "no window";
        System.IO.File.WriteAllText(ready, "x"); var end = DateTime.UtcNow.AddSeconds(seconds); Msg m;
        while (heard == "" && DateTime.UtcNow < end) { while (PeekMessageW(out m, IntPtr.Zero, 0, 0, 1) != 0) DispatchMessageW(ref m); System.Threading.Thread.Sleep(20); }
        return heard;
    }
}
"@
[System.IO.File]::WriteAllText('HEARD', [Ear]::Listen('READY', 60))
'@
        [void] [System.IO.Directory]::CreateDirectory($backups)
        $ready = [System.IO.Path]::Combine($backups, 'ready.txt')
        $heard = [System.IO.Path]::Combine($backups, 'heard.txt')
        $script = [System.IO.Path]::Combine($backups, 'listen.ps1')
        [System.IO.File]::WriteAllText($script, $listener.Replace('HEARD', $heard).Replace('READY', $ready))
        $process = Start-Process -FilePath (Get-Process -Id $PID).Path -ArgumentList "-NoProfile -NonInteractive -File `"$script`"" -WindowStyle Hidden -PassThru
        try {
            $end = [DateTime]::UtcNow.AddSeconds(60)
            while (-not [System.IO.File]::Exists($ready) -and [DateTime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 50 }
            [System.IO.File]::Exists($ready) | Should -BeTrue
            InModuleScope GlmDeploy { Send-GlmSettingChange } | Should -BeTrue
            [void] $process.WaitForExit(60000)
            [System.IO.File]::ReadAllText($heard) | Should -BeExactly 'Environment;'
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
            $process.Dispose()
        }
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
        $plan = Repair-GlmPath -Scope User -RegistryPath $place -BackupFolder $backups -WhatIf -WarningVariable said -WarningAction SilentlyContinue
        @($plan.Diff | Where-Object { $_ -like '- *' }).Count | Should -Be 2
        $plan.Message | Should -Match 'refused \(path-too-long\)'
        "$said" | Should -Match 'refused'
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
