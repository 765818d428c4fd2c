function Resolve-GlmRestoreTarget {
    # What a restore writes: the exact old value where nothing happened since the repair (or the value is gone), else the merge.
    # A kind that somebody changed by hand since is kept, as their entries are.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Backup,
        [Parameter(Mandatory)] [object] $Now
    )
    $exact = { param($message) [pscustomobject]@{ value = $Backup.before; exact = $true; added = @(); removed = @(); message = $message } }
    if (Test-GlmSameValue -Left $Now -Right $Backup.after) { return & $exact 'PATH is as it was before the repair, byte for byte.' }
    if (-not $Now.exists) { return & $exact 'PATH had been deleted since; it is as it was before the repair, byte for byte.' }
    if ($null -eq $Now.text -or $null -eq $Backup.before.text -or $null -eq $Backup.after.text) {
        throw (New-GlmErrorRecord -Id 'path-kind-unsupported' -Message "PATH was replaced since by a value of registry kind $($Now.kind) that cannot be merged; it was left alone.")
    }
    $merged = Merge-GlmPath -Before $Backup.before.text -After $Backup.after.text -Now $Now.text
    $kind = $(if ($Now.kind -ne $Backup.after.kind) { $Now.kind } else { $Backup.before.kind })
    # Letter by letter: PowerShell's own comparison passes over characters without a width.
    if ([string]::Equals($merged.text, $Backup.before.text) -and $kind -eq $Backup.before.kind) { return & $exact 'PATH is as it was before the repair, byte for byte.' }
    $value = $Now
    if ($kind -ne $Now.kind -or -not [string]::Equals($merged.text, $Now.text)) {
        $value = [pscustomobject]@{ exists = $true; kind = $kind; bytes = ConvertTo-GlmRegistryText -Text $merged.text; text = $merged.text }
    }
    $said = @('What the repair took out is back.')
    if (@($merged.removed).Count + @($merged.blocked).Count) { $said = @($(if (@($merged.back).Count) { "Back, of what the repair took out: $($merged.back -join '; ')." } else { 'Nothing of what the repair took out came back.' })) }
    if (@($merged.blocked).Count) { $said += "Not back, because an open quote stands in PATH now: $($merged.blocked -join '; ')." }
    if (@($merged.added).Count) { $said += "Kept, because added since: $($merged.added -join '; ')." }
    if (@($merged.removed).Count) { $said += "Still out, because taken out since: $($merged.removed -join '; ')." }
    if ($merged.moved) { $said += 'Kept, because changed since: the order of the entries.' }
    if ($kind -ne $Backup.before.kind) { $said += "Kept, because changed since: registry kind $kind." }
    return [pscustomobject]@{ value = $value; exact = $false; added = @($merged.added); removed = @($merged.removed); message = $said -join ' ' }
}
