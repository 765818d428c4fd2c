function Expand-GlmPathEntry {
    # An entry without quotes and outer blanks, with the %names% of -Variable replaced. Without a table nothing is: Windows
    # replaces names when it makes PATH from a stored value of kind REG_EXPAND_SZ, and never when it searches PATH.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Entry,
        [hashtable] $Variable = @{}
    )
    $plain = $Entry.Replace('"', '')
    if ($plain.Contains('%')) {
        foreach ($name in $Variable.Keys) {
            $plain = [regex]::Replace($plain, [regex]::Escape("%$name%"), ([string] $Variable[$name]).Replace('$', '$$'), 'IgnoreCase, CultureInvariant')
        }
    }
    return $plain.Trim()
}
