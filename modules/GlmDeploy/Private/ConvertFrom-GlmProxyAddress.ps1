function ConvertFrom-GlmProxyAddress {
    # A proxy's address in its parts: the bare address and the credentials, or none. Passwords are often written as they are,
    # with @, # or /, and names with their domain before them, so all up to the last @ belongs to the credentials.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Address,
        [Parameter(Mandatory)] [string] $Source
    )
    $found = [regex]::Match($Address.Trim(), '(?is)\A(https?://)(?:(.*)@)?([^@/?#\\\s]+)(?:/[^@]*)?\z')
    $bare = $null
    if (-not $found.Success -or -not [uri]::TryCreate($found.Groups[1].Value + $found.Groups[3].Value, [System.UriKind]::Absolute, [ref] $bare)) {
        throw (New-GlmErrorRecord -Id 'network-settings-invalid' -Message "The proxy that the $Source names cannot be used: $(Hide-GlmSecret -Address $Address). It must look like http://name:port.")
    }
    $credential = $null
    if ($found.Groups[2].Success) {
        $user, $password = $found.Groups[2].Value.Split([char[]] ':', 2) | ForEach-Object { [uri]::UnescapeDataString($_) }
        $domain, $name = $user.Split([char[]] '\', 2)
        $credential = New-Object System.Net.NetworkCredential $user, "$password"
        if ($name) { $credential = New-Object System.Net.NetworkCredential $name, "$password", $domain }
    }
    return [pscustomobject]@{ Address = $bare; Credential = $credential }
}
