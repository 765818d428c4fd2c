function Hide-GlmIdentity {
    # A text as it may leave the company: without user, computer and domain names, profile folders, addresses of machines and
    # people, credentials in URLs, tokens, passwords, and serial numbers of the hardware. The marks are in square brackets, so JSON and HTML stay readable.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [hashtable] $Name = (Get-GlmIdentityName)
    )
    $named = '(?i)((?<![A-Za-z0-9_-])[A-Za-z0-9_-]*(?:password|passwd|pwd|secret|(?:api|access|account)_?key)[A-Za-z0-9_-]{0,40}(?:\\?["''])?\s*[:=]\s*'
    $rules = [ordered]@{
        '(?<=://)[^/\s"''<>]+@' = '[credentials]@'
        '(?i)(?<=[?&;](?:access_?token|token|key|api_?key|sig|signature|password|passwd|pwd|secret|auth|x-amz-[a-z-]+)=)[^&\s"''<>]+' = '[secret]'
        '(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}' = '$1 [secret]'
        '\b(hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|glpat-[A-Za-z0-9_-]{16,}|sk-[A-Za-z0-9_-]{16,}|AKIA[0-9A-Z]{16}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+)' = '[secret]'
        '(?i)(\b(?:Proxy-)?Authorization(?:\\?["''])?\s*[:=]\s*(?:\\?["''])?\w+\s+)[^\s"''\\<>]{4,}' = '$1[secret]'
        # A name where a word begins (else a long line of dashes takes minutes), then a value. Of tokens, numbers are no secrets.
        "$named(\\?[""']))(?:(?!\2)(?:\\.|[^\r\n]))+" = '$1[secret]'
        "$named)[^\s""'\\,;}&<>]+" = '$1[secret]'
        '(?i)((?<![A-Za-z0-9_-])[A-Za-z0-9_-]*token(?:\\?["''])?\s*[:=]\s*(?:\\?["''])?)(?![\d.]+(?![A-Za-z0-9]))[^\s"''\\,;}&<>]+' = '$1[secret]'
        '(?i)(?<=[\\/]Users[\\/]{1,4}|[\\/]home/)(?!Public\b|Default\b|All Users\b)[^\\/"''<>|:*?\r\n\t]+' = '[user]'
        # An account as facts name it, however short its names are.
        '(?i)("user"\s*:\s*")[^"\\]+\\+[^"]+' = '$1[user]'
        '\bS-1-(?:5-21|12-1)(?:-\d+){4}\b' = '[sid]'
        '(?i)((?<![A-Za-z])serial(?:_?number)?(?:\\?["'']|&gt;|>)?\s*[:=>]?\s*(?:\\?["'']|&lt;|<)?)(?=[A-Z0-9-]*\d)[A-Z0-9-]{8,}' = '$1[serial]'
        '(?i)(?<![A-Z0-9._%+-])[A-Z0-9._%+-]+@[A-Z0-9-]+(?:\.[A-Z0-9-]+)*\.[A-Z]{2,}\b' = '[mail]'
    }
    foreach ($pattern in $rules.Keys) { $Text = [regex]::Replace($Text, $pattern, $rules[$pattern]) }
    # Of a GPU's number stays as much as tells two cards apart.
    $Text = [regex]::Replace($Text, '(?i)\b(GPU|MIG)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b', { param($match) "$($match.Groups[1].Value)-[$((Get-GlmTextHash -Text $match.Value.ToLowerInvariant()).Substring(0, 8))]" })
    # Longer names first: a computer may carry its user's name in its own.
    foreach ($word in $Name.Keys | Sort-Object -Property Length -Descending) {
        foreach ($form in @($word, (ConvertTo-GlmJson -InputObject $word).Trim('"')) | Select-Object -Unique) {
            $Text = [regex]::Replace($Text, "(?i)(?<![A-Za-z0-9])$([regex]::Escape($form))(?![A-Za-z0-9])", "[$($Name[$word])]")
        }
    }
    $address = {
        param($match)
        $parsed = $null
        if (-not [System.Net.IPAddress]::TryParse($match.Value, [ref] $parsed)) { return $match.Value }
        if ([System.Net.IPAddress]::IsLoopback($parsed) -or $match.Value -in '0.0.0.0', '::') { return $match.Value }
        return '[address]'
    }
    $Text = [regex]::Replace($Text, '(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)', $address)
    return [regex]::Replace($Text, '(?i)(?<![0-9a-z:.-])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![0-9a-z:])', $address)
}
