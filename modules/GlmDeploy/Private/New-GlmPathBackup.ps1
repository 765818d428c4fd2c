function New-GlmPathBackup {
    # Writes what the value was and what it will be, reads the file back and compares before anything else happens.
    # Exact bytes as base64: text in JSON would lose halves of surrogate pairs.
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [object] $Location,
        [Parameter(Mandatory)] [object] $Before,
        [Parameter(Mandatory)] [object] $After,
        [Parameter(Mandatory)] [string] $Folder,
        [AllowEmptyCollection()] [object[]] $Removed = @()
    )
    $describe = { param($value) [ordered]@{ exists = $value.exists; kind = $value.kind; base64 = [Convert]::ToBase64String($value.bytes); readable = $value.text } }
    $content = [ordered]@{
        schema = 1; type = 'glm-path-backup'; scope = $Location.scope; hive = $Location.hive; key = $Location.key; name = $Location.name; standard = $Location.standard
        time = [DateTime]::UtcNow.ToString('o'); before = & $describe $Before; after = & $describe $After
        removed = @($Removed | ForEach-Object { [ordered]@{ index = $_.index; entry = $_.entry; reason = $_.reason } })
    }
    $content['seal'] = Get-GlmPathSeal -Content $content
    $stamp = [DateTime]::UtcNow.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)
    $file = [System.IO.Path]::Combine($Folder, ('path-{0}-{1}-{2}.json' -f $Location.scope.ToLowerInvariant(), $stamp, [Guid]::NewGuid().ToString('N').Substring(0, 8)))
    if (-not $PSCmdlet.ShouldProcess($file, 'write backup')) { return }
    try {
        [void] [System.IO.Directory]::CreateDirectory($Folder)
        [System.IO.File]::WriteAllText($file, (ConvertTo-Json -InputObject $content -Depth 5), (New-Object System.Text.UTF8Encoding $false))
        $back = Read-GlmPathBackup -Path $file
    }
    catch [System.IO.IOException], [System.UnauthorizedAccessException] {
        throw (New-GlmErrorRecord -Id 'path-backup-failed' -Message "The backup $file could not be written ($($_.Exception.Message)); PATH was not touched.")
    }
    if (-not (Test-GlmSameValue -Left $back.before -Right $Before) -or -not (Test-GlmSameValue -Left $back.after -Right $After)) {
        throw (New-GlmErrorRecord -Id 'path-backup-failed' -Message "The backup $file does not read back as it was written; PATH was not touched.")
    }
    return $file
}
