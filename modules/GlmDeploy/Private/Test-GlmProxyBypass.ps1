function Test-GlmProxyBypass {
    # Whether a list of hosts that need no proxy names this one: whole, as the end of its name (example.com and .example.com),
    # by a pattern (*.example.com), as <local> (names without a dot), or all (*).
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [string] $HostName,
        [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $List = @()
    )
    foreach ($entry in $List) {
        $name = "$entry".Trim()
        if (-not $name) { continue }
        if ($name -eq '*' -or ($name -eq '<local>' -and -not $HostName.Contains('.'))) { return $true }
        $name = ($name -replace '^\w+://', '') -replace ':\d+$', ''
        if ($name.Contains('*')) { if ($HostName -like $name.Replace('[', '`[')) { return $true }; continue }
        $name = $name.TrimStart('.')
        if ($HostName -eq $name -or $HostName.EndsWith(".$name", [System.StringComparison]::OrdinalIgnoreCase)) { return $true }
    }
    return $false
}
