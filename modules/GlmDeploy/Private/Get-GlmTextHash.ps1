function Get-GlmTextHash {
    # Eight hex digits that stand for a text: the same text gives the same, and nothing leads back to it.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Text)
    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { return [System.BitConverter]::ToString($sha.ComputeHash([System.Text.Encoding]::UTF8.GetBytes($Text)), 0, 4).Replace('-', '').ToLowerInvariant() }
    finally { $sha.Dispose() }
}
