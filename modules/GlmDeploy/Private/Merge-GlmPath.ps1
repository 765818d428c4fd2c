function Merge-GlmPath {
    # Three-way: what was before, what the repair made of it, what stands there now. What stands there now stays as it is,
    # order included. Put in is what the repair took out and is still missing, each in front of the kept neighbour that it
    # stood before. So a second merge finds nothing missing and changes nothing. Only where After holds more than Before (a
    # restore is taken back) entries go.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Before,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $After,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Now
    )
    $old, $kept, $result = foreach ($text in $Before, $After, $Now) {
        # An empty value holds no entry; splitting it would give one.
        , (New-Object 'System.Collections.Generic.List[string]' (, [string[]] @(if ($text) { Split-GlmPath -Value $text })))
    }
    $change = Get-GlmPathChange -Before $old -After $kept -Now $result
    foreach ($entry in $change.surplus.Keys) { for ($left = $change.surplus[$entry]; $left; $left--) { $result.RemoveAt($result.LastIndexOf($entry)) } }
    $waiting = New-Object 'System.Collections.Generic.List[string]'
    $place = 0
    $next = 0
    foreach ($entry in $old) {
        # Equals and IndexOf compare letter by letter, PowerShell's operators by the rules of a language.
        if ($next -ge $kept.Count -or -not [string]::Equals($entry, $kept[$next])) {
            if ($change.missing.ContainsKey($entry) -and $change.missing[$entry] -gt 0) { $change.missing[$entry]--; $waiting.Add($entry) }
            continue
        }
        $next++
        $found = $result.IndexOf($entry, $place)
        if ($found -lt 0) { continue }
        $result.InsertRange($found, $waiting)
        $place = $found + $waiting.Count + 1
        $waiting.Clear()
    }
    # Behind an open quote an entry would become part of the quoted name.
    $end = $result.Count - $(if ($result.Count -and (Test-GlmOpenQuote -Entry $result[$result.Count - 1])) { 1 } else { 0 })
    $result.InsertRange($end, $waiting)
    return [pscustomobject]@{ text = $result -join ';'; moved = $change.moved; added = $change.added; removed = $change.removed; back = $change.back; blocked = $change.blocked }
}
