# Real folders, real files, the real registry (a key of the tests' own for the user's PATH).
Describe 'Get-GlmPathReport' {
    BeforeAll {
        Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'modules', 'GlmDeploy', 'GlmDeploy.psd1')) -Force
        $place = 'HKCU:\Software\GlmDeployTest\Report'
        [void] (New-Item -Path $place -Force)
        $base = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'GlmReport-' + [Guid]::NewGuid().ToString('N'))
        $physx = [System.IO.Path]::Combine($base, 'NVIDIA Corporation\PhysX\Common')
        $torch = [System.IO.Path]::Combine($base, 'torch [lib]')
        $alias = [System.IO.Path]::Combine($base, 'Microsoft\WindowsApps')
        foreach ($folder in $physx, $torch, $alias) { [void] [System.IO.Directory]::CreateDirectory($folder) }
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($physx, 'cudart64_65.dll'), 'x')
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($physx, 'cudart64_12.dll'), 'x')
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($torch, 'cudart64_12.dll'), 'x')
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($alias, 'python.exe'), '')
        $before = $env:PATH
        $env:PATH = "$physx;`"$torch`";$alias;;$physx\;$before"
        (Get-Item -LiteralPath $place).Name | Should -Not -BeNullOrEmpty
        Set-ItemProperty -LiteralPath $place -Name 'Path' -Value "$physx;%SystemRoot%;$physx\;$base\nothing" -Type ExpandString
        $report = Get-GlmPathReport -RegistryPath $place
    }
    AfterAll {
        $env:PATH = $before
        Remove-Item -LiteralPath $place -Recurse -Force
        [System.IO.Directory]::Delete($base, $true)
    }

    It 'names the cudart that would load, and the ones that it hides' {
        $seen = @($report.Files | Where-Object { $_.Name -eq 'cudart64_12.dll' })
        $seen.Count | Should -Be 2
        $seen[0].Loads | Should -BeTrue
        $seen[0].Class | Should -Be 'physx'
        $seen[1].Loads | Should -BeFalse
        @($report.Files | Where-Object { $_.Name -eq 'cudart64_65.dll' -and $_.Loads }).Count | Should -Be 1
        ($report.Findings -join "`n") | Should -Match 'PhysX'
    }

    It 'looks into the program''s own folder first' {
        $own = Get-GlmPathReport -Name 'cudart64_12.dll' -Application $torch
        @($own.Files | Where-Object { $_.Loads })[0].File | Should -Be ([System.IO.Path]::Combine($torch, 'cudart64_12.dll'))
    }

    It 'takes System32 before PATH for libraries' {
        @($report.Files | Where-Object { $_.Name -eq 'msvcp140.dll' -and $_.Loads })[0].FoundBy | Should -Be 'System32'
    }

    It 'knows a Store alias from a Python' {
        $seen = @($report.Files | Where-Object { $_.Name -eq 'python.exe' -and $_.Loads })[0]
        $seen.Alias | Should -BeTrue
        $seen.Class | Should -Be 'alias'
    }

    It 'describes entries: origin, class, existence, repetition, quotes' {
        $mine = @($report.Entries | Where-Object { $_.Scope -eq 'User' })
        @($mine | ForEach-Object { $_.Class }) | Should -Be @('physx', 'system', 'physx', 'tool')
        $mine[1].Entry | Should -Be '%SystemRoot%'
        $mine[2].Repeats | Should -Be 0
        $mine[3].Exists | Should -BeFalse
        $process = @($report.Entries | Where-Object { $_.Scope -eq 'Process' })
        $process[0].Origin | Should -Be @('User')
        $process[1].Quoted | Should -BeTrue
        $process[1].Origin | Should -Be @('Process')
        $process[3].Class | Should -Be 'empty'
        $process[4].Repeats | Should -Be 0
    }

    It 'takes a %name% in a value of kind REG_SZ for letters, as Windows does' {
        $plain = 'HKCU:\Software\GlmDeployTest\ReportPlain'
        [void] (New-Item -Path $plain -Force)
        try {
            Set-ItemProperty -LiteralPath $plain -Name 'Path' -Value '%SystemRoot%\system32;%SystemRoot%' -Type String
            $seen = Get-GlmPathReport -RegistryPath $plain
            $mine = @($seen.Entries | Where-Object { $_.Scope -eq 'User' })
            $mine[0].Exists | Should -Not -BeTrue
            $mine[0].Expanded | Should -Be '%SystemRoot%\system32'
            ($seen.Findings -join "`n") | Should -Match 'User entry 0 \(%SystemRoot%\\system32\) holds a %name%'
        }
        finally { Remove-Item -LiteralPath $plain -Recurse -Force }
    }

    It 'gives a child torch''s libraries first, and nothing that bends its Python, however it is spelt' {
        $names = 'PYTHONHOME', 'PythonPath', 'conda_prefix', '_CE_CONDA', 'MAMBA_ROOT_PREFIX', 'VIRTUAL_ENV', 'PATH'
        $before = @{}
        foreach ($name in $names) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
        try {
            foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, 'C:\other') }
            [Environment]::SetEnvironmentVariable('PATH', 'C:\Program Files (x86)\NVIDIA Corporation\PhysX\Common;"C:\a;b";;.;C:\Python38;%no_such%\x;C:\Tools;c:/tools/')
            $child = InModuleScope GlmDeploy { New-GlmChildEnvironment -Prefix 'C:\envs\x' }
        }
        finally {
            foreach ($name in $names) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
        }
        @($child.Keys | Where-Object { $_ -match '^(PYTHONHOME|PYTHONPATH|CONDA|_CE_|MAMBA|VIRTUAL_ENV)' }) | Should -BeNullOrEmpty
        @($child.Keys | Where-Object { $_ -eq 'PATH' }).Count | Should -Be 1
        $child['PATH'] | Should -BeLike 'C:\envs\x\Lib\site-packages\torch\lib;C:\envs\x;*'
        # The name with a semicolon keeps its quotes: without them its second half would be a folder below the current one.
        $child['PATH'] | Should -BeLike '*;"C:\a;b";C:\Tools'
        $child['PATH'] | Should -Not -Match 'PhysX|Python38|no_such|;\.;|;;'
    }

    It 'filters PATH for a child: other Pythons, aliases, PhysX and CUDA folders stay out' {
        $kept = InModuleScope GlmDeploy -Parameters @{ Text = "$physx;$alias;C:\windows\system32;C:\ProgramData\miniconda3\condabin;C:\Python38\;C:\Python38\Scripts;;.;\\server\x;C:\Program Files\NVIDIA GPU Computing Toolkit\CUDA\v12.4\bin;C:\Tools;c:\tools\" } {
            param($Text)
            @(Select-GlmChildPath -Value $Text | Where-Object { $_.Keep } | ForEach-Object { $_.Entry })
        }
        $kept | Should -Be @('C:\windows\system32', 'C:\Tools')
    }
}
