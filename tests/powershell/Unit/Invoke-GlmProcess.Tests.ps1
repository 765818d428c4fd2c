# The process runner with real processes: floods, ends, environments, limits.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $script:python = InModuleScope GlmDeploy { (Find-GlmPython -Minor '3.12').Path }
    function Invoke-Code([string] $Code, [hashtable] $More = @{}) {
        InModuleScope GlmDeploy -Parameters @{ python = $script:python; code = $Code; more = $More } {
            Invoke-GlmProcess -FilePath $python -ArgumentList @('-X', 'utf8', '-c', $code) @more
        }
    }
}
Describe 'Invoke-GlmProcess' {
    It 'keeps the exit code <Code>' -ForEach @(@{ Code = 0 }, @{ Code = 7 }, @{ Code = 255 }, @{ Code = -1073741819 }, @{ Code = 2147483647 }) {
        (Invoke-Code "import os; os._exit($Code)").ExitCode | Should -Be $Code
    }
    It 'drains 100 MB on both streams without a deadlock' {
        $answer = Invoke-Code 'import sys; sys.stdout.write("x" * 100000000); sys.stdout.flush(); sys.stderr.write("y" * 100000000)' @{ TimeLimitSeconds = 300 }
        $answer.ExitCode | Should -Be 0
        $answer.StandardOutput.Length | Should -Be 100000000
        $answer.StandardError.Length | Should -Be 100000000
    }
    It 'gives text as UTF-8 both ways, without a byte order mark' {
        $answer = Invoke-Code 'import sys; sys.stdout.buffer.write("\u8bd7".encode()); sys.stderr.buffer.write("\u00e9".encode())'
        $answer.StandardOutput | Should -BeExactly ([string] [char] 0x8BD7)
        $answer.StandardError | Should -BeExactly ([string] [char] 0xE9)
    }
    It 'hands lines of stderr over while the program runs' {
        $lines = New-Object System.Collections.Generic.List[object]
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $answer = Invoke-Code 'import sys, time; print("one", file=sys.stderr, flush=True); time.sleep(3); print("two", file=sys.stderr)' @{ OnErrorLine = { param($line) $lines.Add(@($line, $clock.Elapsed.TotalSeconds)) }.GetNewClosure() }
        $answer.ExitCode | Should -Be 0
        $lines.Count | Should -Be 2
        $lines[0][0] | Should -Be 'one'
        ($lines[1][1] - $lines[0][1]) | Should -BeGreaterThan 2
    }
    It 'replaces the environment' {
        $answer = Invoke-Code 'import os; print(os.environ.get("GLM_A"), os.environ.get("USERNAME"))' @{ Environment = @{ GLM_A = 'b c'; SystemRoot = $env:SystemRoot } }
        $answer.StandardOutput.Trim() | Should -Be 'b c None'
    }
    It 'closes the input of programs that would wait for it' {
        (Invoke-Code 'import sys; print(len(sys.stdin.read()))').StandardOutput.Trim() | Should -Be '0'
    }
    It 'ends the whole tree at the time limit' {
        $answer = Invoke-Code 'import subprocess, sys, time; print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(90)"]).pid, flush=True); time.sleep(90)' @{ TimeLimitSeconds = 4 }
        $answer.TimedOut | Should -BeTrue
        $answer.Seconds | Should -BeLessThan 15
        # What Windows gives a program that is ended with its Job object is 0, and no success.
        $answer.ExitCode | Should -BeNullOrEmpty
        $answer.Problem | Should -Be 'did not end within 4 s'
        Get-Process -Id ([int] $answer.StandardOutput.Trim()) -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
    It 'does not wait for a child that outlives its parent' {
        $answer = Invoke-Code 'import subprocess, sys; print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(90)"]).pid, flush=True)'
        $answer.ExitCode | Should -Be 0
        $answer.Seconds | Should -BeLessThan 15
        Get-Process -Id ([int] $answer.StandardOutput.Trim()) -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
    It 'ends a program whose output never ends' {
        $answer = Invoke-Code 'while True: print("x" * 1000)' @{ OutputLimitBytes = 1000000; TimeLimitSeconds = 60 }
        $answer.Truncated | Should -BeTrue
        $answer.TimedOut | Should -BeFalse
        $answer.ExitCode | Should -BeNullOrEmpty
        $answer.Problem | Should -Be 'wrote more than 1000000 bytes'
    }
    It 'takes no success from a program that wrote too much and ended by itself' {
        $answer = Invoke-Code 'print("x" * 2000)' @{ OutputLimitBytes = 1000 }
        $answer.Truncated | Should -BeTrue
        $answer.ExitCode | Should -BeNullOrEmpty
    }
    It 'takes lines of any length and bytes of any kind, and loses none of many' {
        $seen = @{ Count = 0; Length = 0; Longest = 0; Odd = '' }
        $code = 'import sys; w = sys.stderr.buffer.write; w(b"y" * 50000000 + b"\n"); w(b"a\x00b\xff\r\n"); [w(b"z" * 99 + b"\n") for _ in range(5000)]; w(b"end")'
        $answer = Invoke-Code $code @{ TimeLimitSeconds = 200; OnErrorLine = { param($line) $seen.Count++; $seen.Length += $line.Length; $seen.Longest = [Math]::Max($seen.Longest, $line.Length); if ($seen.Count -eq 2) { $seen.Odd = $line } }.GetNewClosure() }
        $answer.ExitCode | Should -Be 0
        $answer.TimedOut | Should -BeFalse
        $seen.Count | Should -Be 5003
        $seen.Longest | Should -Be 50000000
        $seen.Odd | Should -BeExactly "a$([char] 0)b$([char] 0xFFFD)"
        $seen.Length | Should -Be (50000000 + 4 + 5000 * 99 + 3)
    }
    It 'says so where lines still come in at the time limit' {
        $answer = Invoke-Code 'import sys; [sys.stderr.write("x\n") for _ in range(300)]' @{ TimeLimitSeconds = 2; OnErrorLine = { param($line) [System.Threading.Thread]::Sleep(20) } }
        $answer.TimedOut | Should -BeTrue
        $answer.ExitCode | Should -BeNullOrEmpty
    }
    It 'waits for a child that closes its output early, and keeps its exit code' {
        (Invoke-Code 'import os, time; os.close(1); os.close(2); time.sleep(1); os._exit(9)' @{ OnErrorLine = { param($line) } }).ExitCode | Should -Be 9
    }
    It 'ends a grandchild that detached itself' {
        $answer = Invoke-Code 'import subprocess as s, sys; n = s.DEVNULL; print(s.Popen([sys.executable, "-c", "import time; time.sleep(90)"], creationflags=0x208, stdin=n, stdout=n, stderr=n).pid)'
        Get-Process -Id ([int] $answer.StandardOutput.Trim()) -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
    It 'says what kept a program from starting' {
        $answer = InModuleScope GlmDeploy { Invoke-GlmProcess -FilePath 'C:\nowhere\nothing.exe' }
        $answer.Started | Should -BeFalse
        $answer.Problem | Should -Not -BeNullOrEmpty
    }
}
# Each caller judges by the exit code, and none takes what was said until then for an answer.
Describe 'a program that had to be ended' {
    BeforeAll {
        function Invoke-Caller([string] $Output, [string] $Problem, [scriptblock] $Caller) {
            InModuleScope GlmDeploy -Parameters @{ Output = $Output; Problem = $Problem; Caller = $Caller; Folder = "$TestDrive" } {
                param($Output, $Problem, $Caller, $Folder)
                Mock Invoke-GlmProcess { [pscustomobject]@{ Started = $true; ExitCode = $null; TimedOut = ($Problem -like 'did not*'); Truncated = ($Problem -like 'wrote*'); StandardOutput = $Output; StandardError = ''; Seconds = 1; Problem = $Problem } }.GetNewClosure()
                try { & ([scriptblock]::Create($Caller)) $Folder } catch { $_.Exception.Message }
            }
        }
        # What venv leaves when it is ended early looks whole.
        [void] [System.IO.Directory]::CreateDirectory("$TestDrive\half\Scripts")
        [System.IO.File]::WriteAllText("$TestDrive\half\Scripts\python.exe", '')
    }
    It 'made no virtual environment, and the message says why' {
        Invoke-Caller '' 'did not end within 300 s' { param($folder) New-GlmVirtualEnvironment -Folder "$folder\half" -Python 'C:\x\python.exe' } | Should -Be 'venv did not end within 300 s: it said nothing'
    }
    It 'is no Python' {
        Invoke-Caller '3.12 cpython 64' 'did not end within 20 s' { Get-GlmPythonFact -Path 'C:\x\python.exe' } | Should -BeNullOrEmpty
    }
    It 'is no conda: <Problem>' -ForEach @(@{ Problem = 'did not end within 30 s' }, @{ Problem = 'wrote more than 65536 bytes' }) {
        $before = $env:CONDA_EXE
        $env:CONDA_EXE = "$TestDrive\half\Scripts\python.exe"
        try { $said = Invoke-Caller 'conda 24.1.0' $Problem { Find-GlmConda } }
        finally { $env:CONDA_EXE = $before }
        $said | Should -Match "python\.exe gives no version \($Problem\)"
    }
}
