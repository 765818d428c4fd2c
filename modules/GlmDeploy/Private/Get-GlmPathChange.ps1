function Get-GlmPathChange {
    # What a restore has to do and say: missing (how often each entry has to come back), surplus (how often it has to go, when
    # a restore is itself taken back), back (what the repair took out and stands there again), removed and added and moved
    # (what was done by hand since), blocked (what cannot come back).
    # Entries are compared exactly as written, so that a restore invents nothing; only a folder that somebody took out in
    # one spelling does not come back in another.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Before,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $After,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Now
    )
    $old, $kept, $here = foreach ($list in $Before, $After, $Now) { , (Get-GlmPathCount -Entry $list) }
    $gone = New-Object 'System.Collections.Generic.HashSet[string]' (, [string[]] @($After | ForEach-Object { ConvertTo-GlmPathKey -Entry $_ } | Where-Object { $_ }))
    $gone.ExceptWith([string[]] @($Now | ForEach-Object { ConvertTo-GlmPathKey -Entry $_ }))
    $open = [bool] ($Now.Count -and (Test-GlmOpenQuote -Entry $Now[-1]))
    $missing, $surplus = 1..2 | ForEach-Object { , (Get-GlmPathCount -Entry @()) }
    $back, $removed, $blocked = 1..3 | ForEach-Object { , (New-Object 'System.Collections.Generic.List[string]') }
    foreach ($entry in $old.Keys) {
        $left, $stands = foreach ($count in $kept, $here) { $(if ($count.ContainsKey($entry)) { $count[$entry] } else { 0 }) }
        if ($stands -lt [Math]::Min($left, $old[$entry]) -or $gone.Contains((ConvertTo-GlmPathKey -Entry $entry))) { $removed.Add($entry) }
        elseif ($old[$entry] -le $left) { continue }
        # Whoever put an entry back by hand has it already.
        elseif ($stands -ge $old[$entry]) { $back.Add($entry) }
        # Each open quote would end the other.
        elseif ($open -and (Test-GlmOpenQuote -Entry $entry)) { $blocked.Add($entry) }
        else { $missing[$entry] = $old[$entry] - $stands; $back.Add($entry) }
    }
    foreach ($entry in $kept.Keys) {
        $may, $stands = foreach ($count in $old, $here) { $(if ($count.ContainsKey($entry)) { $count[$entry] } else { 0 }) }
        if ($kept[$entry] -gt $may -and $stands -gt $may) { $surplus[$entry] = $stands - $may }
    }
    $added = New-Object 'System.Collections.Generic.List[string]'
    foreach ($entry in $Now) {
        foreach ($count in $old, $kept) { if (-not $count.ContainsKey($entry)) { $count[$entry] = 0 } }
        if ([Math]::Max($old[$entry], $kept[$entry]) -lt 1) { $added.Add($entry) }
        $old[$entry]--
        $kept[$entry]--
    }
    [pscustomobject]@{
        missing = $missing; surplus = $surplus; back = $back.ToArray(); removed = $removed.ToArray(); blocked = $blocked.ToArray(); added = $added.ToArray()
        moved = -not (Test-GlmPathOrder -Entry $Now -Order $After)
    }
}
