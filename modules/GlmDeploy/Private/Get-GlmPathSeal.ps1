function Get-GlmPathSeal {
    # The SHA-256 over everything in a PATH backup that a restore acts on.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [object] $Content)
    $fields = 'scope', 'hive', 'key', 'name', 'standard', 'before.exists', 'before.kind', 'before.base64', 'after.exists', 'after.kind', 'after.base64'
    $text = @($fields | ForEach-Object { [string] (Get-GlmValue -InputObject $Content -Path $_) }) -join "`n"
    return Get-GlmTextHash -Text $text
}
