function New-GlmEvidence {
    # Where an observation comes from: the tool, the key or argument, and the raw text (cut, since a log keeps it whole).
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object in memory.')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Tool,
        [AllowNull()] [AllowEmptyString()] [string] $Key = '',
        [AllowNull()] [object] $Raw = $null
    )
    $text = (@($Raw) | ForEach-Object { [string] $_ }) -join '; '
    if ($text.Length -gt 1500) { $text = $text.Substring(0, 1500) + ' [cut]' }
    return [pscustomobject]@{ Tool = $Tool; Key = $Key; Raw = $text }
}
