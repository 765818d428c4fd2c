function Confirm-GlmCondaEnvironment {
    # Believes a conda prefix only by its records and a run of its Python: 'history' is there before anything is
    # installed, and an explicit list is installed without any check of what belongs together. Returns the Python's path.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Folder
    )
    $difference = Get-GlmCondaDifference -Lock $Lock -Folder $Folder
    if ($difference) { throw (New-GlmErrorRecord -Id 'environment-failed' -Message "The new environment is not the lock's: $difference.") }
    $interpreter = Get-GlmInterpreter -Folder $Folder
    if (-not $interpreter) { throw (New-GlmErrorRecord -Id 'environment-failed' -Message "There is no python.exe in $Folder.") }
    $fact = Get-GlmPythonFact -Path $interpreter
    if ($null -eq $fact -or $fact.Minor -ne $Lock.Minor) {
        throw (New-GlmErrorRecord -Id 'environment-failed' -Message "The new environment's Python does not answer as Python $($Lock.Minor).")
    }
    return $interpreter
}
