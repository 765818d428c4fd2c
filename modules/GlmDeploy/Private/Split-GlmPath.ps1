function Split-GlmPath {
    # The entries of a PATH value exactly as they stand: a semicolon inside quotes separates nothing, blanks and empty
    # entries stay, and joining with ';' gives the value back. An open quote reaches to the end.
    [CmdletBinding()]
    [OutputType([string[]])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Value)
    $start = 0
    $quoted = $false
    for ($i = 0; $i -lt $Value.Length; $i++) {
        $character = $Value[$i]
        if ($character -eq '"') { $quoted = -not $quoted }
        elseif ($character -eq ';' -and -not $quoted) {
            $Value.Substring($start, $i - $start)
            $start = $i + 1
        }
    }
    $Value.Substring($start)
}
