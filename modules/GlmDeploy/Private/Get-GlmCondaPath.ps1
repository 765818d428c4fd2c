function Get-GlmCondaPath {
    # Where a conda package, or the micromamba of a version, lies in the cache.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [pscustomobject] $Entry
    )
    $subdir = Get-GlmValue $Entry 'subdir'
    if ($subdir) { return [System.IO.Path]::Combine($Root, 'cache', 'conda', $subdir, $Entry.file) }
    return [System.IO.Path]::Combine($Root, 'cache', 'tools', $Entry.sha256.Substring(0, 12), $Entry.file)
}
