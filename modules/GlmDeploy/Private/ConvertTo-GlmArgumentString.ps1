function ConvertTo-GlmArgumentString {
    # Joins arguments so that CommandLineToArgvW and the C run-time give back exactly these. Needed on 5.1, whose
    # ProcessStartInfo has no argument list; used on 7 as well, so both behave the same.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Argument)
    $quoted = foreach ($item in $Argument) {
        if ($item.IndexOf([char] 0) -ge 0) { throw (New-GlmErrorRecord -Id 'process-argument' -Message 'An argument holds a NUL character.') }
        if ($item -ne '' -and $item -notmatch '[\s"]') { $item; continue }
        # Backslashes count only before a quote: there each is doubled, and the quote gets one of its own. Those at the
        # end (\z: $ also fits before a last line feed) stand before the closing quote.
        $escaped = [regex]::Replace($item, '(\\*)"', '$1$1\"')
        $escaped = [regex]::Replace($escaped, '(\\+)\z', '$1$1')
        '"' + $escaped + '"'
    }
    $line = @($quoted) -join ' '
    # Windows refuses more, with a text that speaks of a file's name. A path of the program may take 260.
    if ($line.Length -gt 32500) { throw (New-GlmErrorRecord -Id 'process-argument' -Message "The arguments take $($line.Length) characters; Windows takes 32,767 with the program's path.") }
    return $line
}
