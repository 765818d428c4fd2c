function Get-GlmValue {
    # Reads a property by a dotted path from objects or dictionaries: strict mode throws on a missing one, and facts
    # and locks come from outside. A missing step gives the default. Lists are enumerated, as functions do; -Whole keeps
    # one as it is, for callers to whom an empty list and an unknown one are not the same.
    [CmdletBinding()]
    param(
        [AllowNull()] [object] $InputObject,
        [Parameter(Mandatory)] [string] $Path,
        [AllowNull()] [object] $Default = $null,
        [switch] $Whole
    )
    $current = $InputObject
    foreach ($name in $Path.Split('.')) {
        if ($null -eq $current) { return $Default }
        if ($current -is [System.Collections.IDictionary]) {
            if (-not $current.Contains($name)) { return $Default }
            $current = $current[$name]
            continue
        }
        $property = $current.PSObject.Properties[$name]
        if ($null -eq $property) { return $Default }
        $current = $property.Value
    }
    if ($null -eq $current) { return $Default }
    if ($Whole -and $current -is [System.Array]) { return , $current }
    return $current
}
