function Get-GlmPythonCandidate {
    # Where a CPython of a minor version may lie, best first: PEP 514 registry keys of the machine, then of the user, then
    # the py launcher. Nothing is started but the launcher.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Minor)
    foreach ($hive in 'LocalMachine', 'CurrentUser') {
        $base = "SOFTWARE\Python\PythonCore\$Minor\InstallPath"
        $path = [string] (Get-GlmRegistryValue -Hive $hive -Key $base -Name 'ExecutablePath')
        if (-not $path) {
            $folder = [string] (Get-GlmRegistryValue -Hive $hive -Key $base -Name '')
            if ($folder) { $path = [System.IO.Path]::Combine($folder, 'python.exe') }
        }
        if ($path) { [pscustomobject]@{ Path = $path; Source = "registry ($hive)" } }
    }
    $local = [System.Environment]::GetFolderPath([System.Environment+SpecialFolder]::LocalApplicationData)
    $windows = [System.Environment]::GetFolderPath([System.Environment+SpecialFolder]::Windows)
    foreach ($launcher in "$windows\py.exe", "$local\Programs\Python\Launcher\py.exe") {
        if (-not [System.IO.File]::Exists($launcher)) { continue }
        $answer = Invoke-GlmProcess -FilePath $launcher -ArgumentList @("-$Minor", '-I', '-c', 'import sys; print(sys.executable)') -Environment (New-GlmChildEnvironment) -TimeLimitSeconds 30
        if ($answer.ExitCode -eq 0) { [pscustomobject]@{ Path = $answer.StandardOutput.Trim(); Source = "the py launcher $launcher" } }
    }
}
