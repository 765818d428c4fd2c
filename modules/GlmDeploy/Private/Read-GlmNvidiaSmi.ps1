function Read-GlmNvidiaSmi {
    # Asks for the XML report; where that cannot be read, for a short query, and then for the table. The compute
    # capability is a question of its own: releases before 495 refuse the whole query because of it.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [string] $Path)
    $query = @(Get-GlmNvidiaSmiQuery) -join ','
    $evidence = New-Object System.Collections.ArrayList
    $parsed = $null
    $first = $null
    foreach ($arguments in @('-q', '-x'), @("--query-gpu=$query", '--format=csv'), @()) {
        $answer = Invoke-GlmNvidiaSmi -Path $Path -Argument $arguments
        [void] $evidence.Add($answer.evidence)
        if ($null -eq $first) { $first = $answer.state }
        $found = ConvertFrom-GlmNvidiaSmi -Text $answer.text
        if ($null -ne $found) {
            # What the tool says of a GPU that it could not open stands beside its answer, on whichever stream.
            $found.notes = @($found.notes) + @([regex]::Matches("$($answer.errors)`n$($answer.text)", '(?im)^[ \t]*(WARNING: infoROM is corrupted|Unable to determine the device handle)[^\n]{0,200}') |
                    ForEach-Object { $_.Value.Trim() } | Where-Object { "$($found.notes)" -notlike "*$_*" } | Select-Object -Unique)
        }
        # A whole answer ends the questions; a cut one is kept unless the next is better.
        if ($null -ne $found -and ($null -eq $parsed -or @($found.gpus).Count -gt @($parsed.gpus).Count -or -not $found.truncated)) { $parsed = $found }
        if ($null -ne $parsed -and -not $parsed.truncated -and $parsed.driver_version) { break }
        if ($answer.state -in 'none', 'not-loaded', 'library-missing', 'mismatch', 'silent', 'endless', 'not-started', 'lost', 'reset') { break }
    }
    if ($null -ne $parsed -and @($parsed.gpus).Count -gt 0) {
        $item = Set-GlmCapability -Path $Path -Gpu $parsed.gpus
        if ($item) { [void] $evidence.Add($item) }
    }
    return [pscustomobject]@{ state = $first; parsed = $parsed; evidence = $evidence.ToArray() }
}
