function Read-GlmPathBackup {
    # A backup file as objects; anything that is not one is refused before it can be written anywhere.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [string] $Path)
    $fault = { param($why) New-GlmErrorRecord -Id 'path-backup-invalid' -Message "'$Path' is no usable PATH backup: $why." }
    if (-not [System.IO.File]::Exists($Path)) { throw (& $fault 'there is no such file') }
    try {
        $content = [System.IO.File]::ReadAllText($Path) | ConvertFrom-Json
    }
    catch { throw (& $fault "it cannot be read ($($_.Exception.Message))") }
    if ((Get-GlmValue -InputObject $content -Path 'type') -ne 'glm-path-backup' -or (Get-GlmValue -InputObject $content -Path 'schema') -ne 1) { throw (& $fault 'its type or schema is unknown') }
    if ((Get-GlmValue -InputObject $content -Path 'name') -ne 'Path' -or (Get-GlmValue -InputObject $content -Path 'hive') -notin 'CurrentUser', 'LocalMachine') { throw (& $fault 'it names no PATH') }
    # Not against an enemy, who could seal anew: against a hand, an editor or a disk that changed a part of it.
    if ((Get-GlmValue -InputObject $content -Path 'seal') -cne (Get-GlmPathSeal -Content $content)) { throw (& $fault 'it was changed after it was written') }
    $values = @{}
    foreach ($side in 'before', 'after') {
        try {
            $bytes = [Convert]::FromBase64String([string] (Get-GlmValue -InputObject $content -Path "$side.base64" -Default ''))
        }
        catch [System.FormatException] { throw (& $fault "the bytes of '$side' are damaged") }
        $exists = [bool] (Get-GlmValue -InputObject $content -Path "$side.exists" -Default $false)
        $kind = Get-GlmValue -InputObject $content -Path "$side.kind"
        if ($exists -and $null -eq $kind) { throw (& $fault "'$side' has no kind") }
        $text = $(if ($exists) { ConvertFrom-GlmRegistryText -Kind ([int] $kind) -Bytes $bytes })
        $values[$side] = [pscustomobject]@{ exists = $exists; kind = $(if ($exists) { [int] $kind }); bytes = $bytes; text = $text }
    }
    return [pscustomobject]@{
        location = [pscustomobject]@{ scope = $content.scope; hive = $content.hive; key = $content.key; name = $content.name; standard = [bool] $content.standard }
        before = $values['before']; after = $values['after']; time = $content.time
    }
}
