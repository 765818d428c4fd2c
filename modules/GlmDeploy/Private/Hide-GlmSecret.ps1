function Hide-GlmSecret {
    # An address as it may be shown and logged: without user name, password and query.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Address)
    return ([regex]::Replace($Address, '(?<=://)[^/@]*@', '') -split '\?')[0]
}
