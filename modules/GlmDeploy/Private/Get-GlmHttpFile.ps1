function Get-GlmHttpFile {
    # Brings one file that is needed before there is a Python: micromamba and conda packages. A file gets its name only
    # after size and SHA-256 agree; what was fetched of it stays in '<name>.part' and is resumed, also by a later run.
    # Addresses are tried in order (http, https, file), each as often as the policy says, within one budget for all of them.
    # Returns the path.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string[]] $Address,
        [Parameter(Mandatory)] [string] $Destination,
        [Parameter(Mandatory)] [string] $Sha256,
        [Parameter(Mandatory)] [long] $Size,
        [Parameter(Mandatory)] [pscustomobject] $Policy,
        [switch] $Offline
    )
    $name = [System.IO.Path]::GetFileName($Destination)
    if ([System.IO.File]::Exists($Destination)) {
        if ((Get-GlmFileHash -Path $Destination) -eq $Sha256) { return $Destination }
        Write-GlmLog -Level warning -Message "$name in the cache is not the pinned file any more; it is fetched anew."
        [System.IO.File]::Delete($Destination)
    }
    $usable = @($Address | Where-Object { -not $Offline -or $_ -like 'file:*' })
    if ($usable.Count -eq 0) {
        throw (New-GlmErrorRecord -Id 'offline-missing' -Message "$name is not in $([System.IO.Path]::GetDirectoryName($Destination)), and -Offline forbids fetching it." -Target $name)
    }
    [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($Destination))
    $part = "$Destination.part"
    $began = [System.Diagnostics.Stopwatch]::GetTimestamp() / [System.Diagnostics.Stopwatch]::Frequency
    for ($index = 0; $index -lt $usable.Count; $index++) {
        $url = $usable[$index]
        try {
            Invoke-GlmWithRetry -Policy $Policy -What "fetch $name" -Began $began -Action { Save-GlmHttpPart -Address $url -Path $part -Size $Size -StallSeconds $Policy.stall_s -RetryStatus $Policy.retry_status }
            Confirm-GlmPart -Path $part -Sha256 $Sha256 -Size $Size -Address $url
            Move-GlmFile -Source $part -Destination $Destination
            return $Destination
        }
        catch {
            if ($index -eq $usable.Count - 1 -or -not $_.Exception.Data.Contains('GlmId') -or $_.Exception.Data['GlmId'] -eq 'disk-full') { throw }
            Write-GlmLog -Level warning -Message "$($_.Exception.Message) The next address is tried."
        }
    }
}
