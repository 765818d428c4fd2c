function Hide-GlmSecret {
    # An address as it may be shown and logged: without user name, password, query and fragment. A password with an unescaped
    # slash makes the host unreadable; everything up to the last @ is then taken as secret, as the model half does.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Address)
    $scheme = [regex]::Match($Address, '\A[^:/?#@]*://').Value
    $rest = $Address.Substring($scheme.Length)
    $place = ($rest -split '[/?#]', 2)[0]
    if ($scheme -and $rest.Contains('@') -and $place -notmatch '\A(\[[0-9a-fA-F:.%]+\]|[^\[\]:@\s]*)(:\d*)?\z') { $rest = $rest -replace '\A(?s:.*)@', '' }
    return $scheme + ($rest -split '[?#]', 2)[0]
}
