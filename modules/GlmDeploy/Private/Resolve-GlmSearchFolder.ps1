function Resolve-GlmSearchFolder {
    # The folder that Windows looks into for an entry of PATH: %names% stay letters, and what names no drive belongs to the
    # current folder or its drive. Empty for what is not opened: a share (an unreachable one holds everything up for a minute),
    # another drive's current folder, a name that cannot be one.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Entry,
        [AllowEmptyString()] [string] $Current = ''
    )
    $plain = (Expand-GlmPathEntry -Entry $Entry).Replace('/', '\') -replace '^\\\\\?\\(?=[A-Za-z]:\\)', ''
    if (-not $plain -or $plain.StartsWith('\\', [StringComparison]::Ordinal)) { return '' }
    if ($plain -notmatch '^[A-Za-z]:\\') {
        if ($Current -notmatch '^[A-Za-z]:\\') { return '' }
        $drive = $Current.Substring(0, 2)
        if ($plain.StartsWith('\', [StringComparison]::Ordinal)) { $plain = $drive + $plain }
        elseif ($plain -notmatch '^[A-Za-z]:') { $plain = "$Current\$plain" }
        elseif ($plain.Substring(0, 2) -eq $drive) { $plain = "$Current\$($plain.Substring(2))" }
        else { return '' }
    }
    try { return [System.IO.Path]::GetFullPath($plain) }
    catch [System.ArgumentException], [System.NotSupportedException], [System.IO.IOException] {
        Write-Verbose "'$Entry' is no folder: $($_.Exception.Message)"
        return ''
    }
}
