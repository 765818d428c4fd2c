# What the report says would load, beside what Windows' own search answers for the same PATH.
Describe 'Resolve-GlmDll' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
        Add-Type -Namespace GlmTest -Name Search -MemberDefinition '[DllImport("kernel32.dll", CharSet = CharSet.Unicode)] public static extern int SearchPathW(string path, string file, string extension, int size, System.Text.StringBuilder buffer, System.IntPtr part);'
        $base = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'GlmDll-' + [Guid]::NewGuid().ToString('N'))
        $name = 'glm-' + [Guid]::NewGuid().ToString('N') + '.dll'
        foreach ($folder in 'one', 'two', 'rel') {
            [void] [System.IO.Directory]::CreateDirectory("$base\$folder")
            [System.IO.File]::WriteAllText("$base\$folder\$name", 'x')
        }
        $keep = @{ PATH = $env:PATH; GLM_TEST_ONE = $null; Current = [Environment]::CurrentDirectory }
        [Environment]::CurrentDirectory = $base
        $env:GLM_TEST_ONE = "$base\one"
    }
    AfterAll {
        [Environment]::CurrentDirectory = $keep.Current
        $env:PATH = $keep.PATH
        $env:GLM_TEST_ONE = $null
        [System.IO.Directory]::Delete($base, $true)
    }

    It 'names the file that Windows finds: <Value> -> <Folder>' -ForEach @(
        @{ Value = '%GLM_TEST_ONE%;BASE\two'; Folder = 'two' }
        @{ Value = 'rel;BASE\two'; Folder = 'rel' }
        @{ Value = '.\rel;BASE\two'; Folder = 'rel' }
        @{ Value = 'one\..\rel;BASE\two'; Folder = 'rel' }
        @{ Value = 'ROOTED\one;BASE\two'; Folder = 'one' }
        @{ Value = '\\?\BASE\one;BASE\two'; Folder = 'one' }
        @{ Value = 'BASE/one;BASE\two'; Folder = 'one' }
        @{ Value = ';BASE\none;BASE\two;BASE\one'; Folder = 'two' }
    ) {
        $env:PATH = $Value.Replace('BASE', $base).Replace('ROOTED', $base.Substring(2))
        $files = @((Get-GlmPathReport -Name $name).Files)
        $winner = @($files | Where-Object { $_.Loads })
        $winner.Count | Should -Be 1
        $winner[0].File | Should -Be "$base\$Folder\$name"
        $buffer = New-Object System.Text.StringBuilder 1024
        [GlmTest.Search]::SearchPathW($null, $name, $null, 1024, $buffer, [IntPtr]::Zero) | Should -BeGreaterThan 0
        [System.IO.Path]::GetFullPath($buffer.ToString().Replace('\\?\', '')) | Should -Be $winner[0].File
    }

    It 'says that an entry depends on the current folder, and lists no file twice' {
        $env:PATH = 'rel;.\rel;' + "$base\rel"
        $files = @((Get-GlmPathReport -Name $name).Files)
        $files.Count | Should -Be 1
        $files[0].FoundBy | Should -Be 'PATH entry 0, relative to the current folder'
    }

    It 'opens no share, and says that a file there may load first' {
        $env:PATH = "\\no-such-server\share;$base\two"
        $report = Get-GlmPathReport -Name $name
        @($report.Files).Count | Should -Be 1
        ($report.Findings -join "`n") | Should -Match 'entry 0 \(\\\\no-such-server\\share\) is a share'
    }

    It 'names the entry whose %name% stays as it is' {
        $env:PATH = "%GLM_TEST_ONE%;$base\two"
        ((Get-GlmPathReport -Name $name).Findings -join "`n") | Should -Match 'Process entry 0 \(%GLM_TEST_ONE%\)'
    }
}
