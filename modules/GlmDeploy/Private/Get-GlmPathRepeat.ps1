function Get-GlmPathRepeat {
    # For each entry the index of the earlier one that it certainly repeats, or -1. -Variable holds only names that are the same
    # tomorrow. Not every program understands quotes and outer blanks: such an entry repeats a plain one, and never the reverse.
    [CmdletBinding()]
    [OutputType([int])]
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Entry,
        [hashtable] $Variable = @{}
    )
    # Ordinal: letters that a language takes for the same name different folders.
    $seen = New-Object 'System.Collections.Generic.Dictionary[string,int]' ([StringComparer]::Ordinal)
    for ($index = 0; $index -lt $Entry.Count; $index++) {
        $key = ConvertTo-GlmPathKey -Entry $Entry[$index] -Variable $Variable
        $plain = -not $Entry[$index].Contains('"') -and $Entry[$index].Length -eq $Entry[$index].Trim().Length
        $form = $(if ($plain) { $key } else { $Entry[$index].ToUpperInvariant() })
        if (-not $key) { -1 }
        elseif ($seen.ContainsKey($key)) { $seen[$key] }
        elseif ($seen.ContainsKey($form)) { $seen[$form] }
        else { $seen[$form] = $index; -1 }
    }
}
