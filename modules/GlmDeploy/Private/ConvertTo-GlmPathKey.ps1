function ConvertTo-GlmPathKey {
    # What two entries are compared by: without quotes and outer blanks, the %names% of -Variable replaced, one kind of slash,
    # none at the end, upper case. Whole entries only, so C:\Tools is not C:\Tools2, and brackets are letters.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Entry,
        [hashtable] $Variable = @{}
    )
    $plain = (Expand-GlmPathEntry -Entry $Entry -Variable $Variable).Replace('/', '\')
    $lead = $(if ($plain.StartsWith('\\', [StringComparison]::Ordinal)) { '\' } else { '' })
    $plain = $lead + ($plain -replace '\\{2,}', '\')
    if ($plain.Length -gt 3) { $plain = $plain.TrimEnd('\') }
    # 'C:' is the current folder of that drive, 'C:\' its root: these differ.
    return $plain.ToUpperInvariant()
}
