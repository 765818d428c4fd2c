function Get-GlmPythonCandidate {
    # Where a CPython of a minor version may lie, best first: what the registry names, then the py launcher. Nothing is
    # started but the launcher.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Minor)
    Get-GlmRegisteredPython -Minor $Minor
    $local = [System.Environment]::GetFolderPath([System.Environment+SpecialFolder]::LocalApplicationData)
    $windows = [System.Environment]::GetFolderPath([System.Environment+SpecialFolder]::Windows)
    foreach ($launcher in "$windows\py.exe", "$local\Programs\Python\Launcher\py.exe") {
        if (-not [System.IO.File]::Exists($launcher)) { continue }
        $answer = Invoke-GlmProcess -FilePath $launcher -ArgumentList @("-$Minor", '-I', '-c', 'import sys; print(sys.executable)') -Environment (New-GlmChildEnvironment) -TimeLimitSeconds 30
        if ($answer.ExitCode -eq 0) { [pscustomobject]@{ Path = $answer.StandardOutput.Trim(); Source = "the py launcher $launcher" } }
    }
}
