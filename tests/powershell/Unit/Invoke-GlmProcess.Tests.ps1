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
    It 'keeps the exit code <Code>' -ForEach @(@{ Code = 0 }, @{ Code = 7 }, @{ Code = 255 }, @{ Code = -1073741819 }) {
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
    }
    It 'says what kept a program from starting' {
        $answer = InModuleScope GlmDeploy { Invoke-GlmProcess -FilePath 'C:\nowhere\nothing.exe' }
        $answer.Started | Should -BeFalse
        $answer.Problem | Should -Not -BeNullOrEmpty
    }
}
