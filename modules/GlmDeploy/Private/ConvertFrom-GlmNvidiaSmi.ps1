function ConvertFrom-GlmNvidiaSmi {
    # Recognises the format from the text itself, not from what was asked for: a wrapper, an old release or a vendor's
    # script may answer differently. $null where it is none of the formats.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    foreach ($parser in 'ConvertFrom-GlmNvidiaSmiXml', 'ConvertFrom-GlmNvidiaSmiReport', 'ConvertFrom-GlmNvidiaSmiTable', 'ConvertFrom-GlmNvidiaSmiList', 'ConvertFrom-GlmNvidiaSmiCsv') {
        $result = & $parser -Text $Text
        if ($null -ne $result) { return $result }
    }
    return $null
}
