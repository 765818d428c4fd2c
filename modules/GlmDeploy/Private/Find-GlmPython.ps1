function Find-GlmPython {
    # A 64-bit CPython of the lock's minor version: the given one, else a registered one. Each candidate is asked what it
    # is. Throws python-missing or python-unsuitable with what was seen; -Try answers nothing instead.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Minor,
        [AllowEmptyString()] [string] $PythonPath,
        [switch] $Try
    )
    if ($PythonPath) { $PythonPath = Resolve-GlmFullPath -Path $PythonPath -Name '-PythonPath' }
    if ($PythonPath -and -not [System.IO.File]::Exists($PythonPath)) {
        throw (New-GlmErrorRecord -Id 'python-missing' -Message "There is no Python at $PythonPath." -Hint 'Correct -PythonPath, or leave it out.' -Target $PythonPath)
    }
    $candidates = @([pscustomobject]@{ Path = $PythonPath; Source = '-PythonPath' })
    if (-not $PythonPath) { $candidates = @(Get-GlmPythonCandidate -Minor $Minor) }
    $seen = @()
    foreach ($candidate in $candidates) {
        if (-not [System.IO.File]::Exists($candidate.Path)) { $seen += "$($candidate.Path) is registered but not there"; continue }
        $fact = Get-GlmPythonFact -Path $candidate.Path
        if ($null -eq $fact) { $seen += "$($candidate.Path) does not answer as a Python within 20 s"; continue }
        if ($fact.Minor -eq $Minor -and $fact.Implementation -eq 'cpython' -and $fact.Bits -eq 64) {
            return [pscustomobject]@{ Path = $fact.Path; Minor = $fact.Minor; Source = $candidate.Source }
        }
        $seen += "$($candidate.Path) is $($fact.Implementation) $($fact.Minor) with $($fact.Bits) bits"
    }
    if ($Try) { return }
    if ($PythonPath) {
        throw (New-GlmErrorRecord -Id 'python-unsuitable' -Message "$($seen -join '; '); the lock needs 64-bit CPython $Minor." -Target $PythonPath)
    }
    $found = 'none is registered'
    if ($seen.Count) { $found = $seen -join '; ' }
    throw (New-GlmErrorRecord -Id 'python-missing' -Message "No 64-bit CPython $Minor was found: $found." -Hint "Install Python $Minor (64-bit) for all users, name one with -PythonPath, or use -EnvironmentProvider micromamba.")
}
