function Test-GlmOpenQuote {
    # Whether an entry opens a quote and does not close it: then it reaches to the end of the value.
    [CmdletBinding()]
    [OutputType([bool])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Entry)
    return ($Entry.Split('"').Length % 2) -eq 0
}
