function Resolve-GlmFullPath {
    # A path as its user meant it: relative to PowerShell's folder (not the process's), in the file system, without the blanks
    # and dots at an end that Windows drops when it makes the folder. A drive that is not there is no fault here: whoever uses
    # the path says what came of it. Throws usage for what is no path of a file.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Name
    )
    $full = $Path
    try {
        [System.Management.Automation.ProviderInfo] $provider = $null
        [System.Management.Automation.PSDriveInfo] $drive = $null
        if ($Path -notmatch '^[A-Za-z]:[\\/]') {
            $full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path, [ref] $provider, [ref] $drive)
            if ($provider.Name -ne 'FileSystem') { throw (New-Object System.ArgumentException "it belongs to the provider $($provider.Name)") }
        }
        $full = [System.IO.Path]::GetFullPath($full)
    }
    catch {
        throw (New-GlmErrorRecord -Id 'usage' -Message "$Name '$Path' names no folder or file: $($_.Exception.GetBaseException().Message)" -Target $Path)
    }
    # C:\ keeps its backslash: C: alone is the current folder of that drive.
    if ($full.Length -gt [System.IO.Path]::GetPathRoot($full).Length) { $full = $full.TrimEnd('\', '/') }
    return $full
}
