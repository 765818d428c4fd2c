function Merge-GlmPath {
    # Three-way: what was before, what the repair made of it, what stands there now. Entries that somebody took out since
    # stay out, entries that somebody put in stay in, behind the neighbour that they follow now, and an order that somebody
    # changed stays changed; all else is as before.
    # Entries are compared exactly as written, so that a restore invents nothing.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Before,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $After,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Now
    )
    $count = {
        param($text)
        $table = New-Object 'System.Collections.Generic.Dictionary[string,int]' ([StringComparer]::Ordinal)
        foreach ($entry in @(Split-GlmPath -Value $text)) { $table[$entry] = $(if ($table.ContainsKey($entry)) { $table[$entry] } else { 0 }) + 1 }
        return , $table
    }
    $missing = & $count $After
    $fresh = & $count $Now
    foreach ($entry in @($missing.Keys)) {
        $common = [Math]::Min($missing[$entry], $(if ($fresh.ContainsKey($entry)) { $fresh[$entry] } else { 0 }))
        $missing[$entry] -= $common
        if ($common) { $fresh[$entry] -= $common }
    }
    $result = New-Object System.Collections.ArrayList
    $keptOut = New-Object System.Collections.ArrayList
    foreach ($entry in @(Split-GlmPath -Value $Before)) {
        if ($missing.ContainsKey($entry) -and $missing[$entry] -gt 0) { $missing[$entry]--; [void] $keptOut.Add($entry) }
        else { [void] $result.Add($entry) }
    }
    $keptIn = New-Object System.Collections.ArrayList
    $place = 0
    foreach ($entry in @(Split-GlmPath -Value $Now)) {
        if ($fresh.ContainsKey($entry) -and $fresh[$entry] -gt 0) {
            $fresh[$entry]--
            $result.Insert($place, $entry)
            [void] $keptIn.Add($entry)
            $place++
            continue
        }
        $found = $result.IndexOf($entry, $place)
        if ($found -ge 0) { $place = $found + 1 }
    }
    $ordered = @(Copy-GlmPathOrder -Entry @($result) -Order @(Split-GlmPath -Value $Now)) -join ';'
    return [pscustomobject]@{ text = $ordered; moved = ($ordered -cne ($result -join ';')); added = $keptIn.ToArray(); removed = $keptOut.ToArray() }
}
