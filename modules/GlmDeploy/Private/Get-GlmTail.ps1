function Get-GlmTail {
    # The last lines of a program's output in one line, for a message.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [AllowEmptyString()] [string] $Text,
        [int] $Length = 400
    )
    $flat = (@($Text.Split("`n") | ForEach-Object { $_.Trim() } | Where-Object { $_ }) | Select-Object -Last 4) -join ' | '
    if ($flat.Length -gt $Length) { $flat = '...' + $flat.Substring($flat.Length - $Length) }
    if (-not $flat) { $flat = 'it said nothing' }
    return $flat
}
