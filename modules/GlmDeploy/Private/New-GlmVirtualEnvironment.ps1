function New-GlmVirtualEnvironment {
    # Makes a bare virtual environment of a Python: no pip, for uv installs the packages. What lay there is gone already.
    [CmdletBinding()]
    [OutputType([string])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; its public callers ask.')]
    param(
        [Parameter(Mandatory)] [string] $Folder,
        [Parameter(Mandatory)] [string] $Python
    )
    [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($Folder))
    $answer = Invoke-GlmProcess -FilePath $Python -ArgumentList @('-I', '-m', 'venv', '--without-pip', $Folder) -Environment (New-GlmChildEnvironment) -TimeLimitSeconds 300
    $interpreter = Get-GlmInterpreter -Folder $Folder
    if ($answer.ExitCode -ne 0 -or -not $interpreter) {
        throw (New-GlmErrorRecord -Id 'environment-failed' -Message "venv $(Get-GlmProcessEnd -Answer $answer): $(Get-GlmTail -Text ($answer.StandardError + $answer.StandardOutput))")
    }
    return $interpreter
}
