function Copy-GlmPathOrder {
    # The same entries, with those that -Order names in its order: they share out among themselves the places that they have.
    [CmdletBinding()]
    [OutputType([string[]])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Entry,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Order
    )
    # Lists compare letter by letter, PowerShell's operators by the rules of a language.
    $pool = New-Object 'System.Collections.Generic.List[string]' (, $Entry)
    $wanted = [string[]] @(foreach ($one in $Order) { if ($pool.Remove($one)) { $one } })
    $open = New-Object 'System.Collections.Generic.List[string]' (, $wanted)
    $next = 0
    $result = foreach ($one in $Entry) {
        if ($open.Remove($one)) { $wanted[$next]; $next++ } else { $one }
    }
    return [string[]] @($result)
}
