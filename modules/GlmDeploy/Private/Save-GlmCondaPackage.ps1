function Save-GlmCondaPackage {
    # Brings micromamba and the lock's conda packages into the cache, each checked. Returns Tool and Packages (paths in
    # install order, with SHA-256).
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Root,
        [switch] $Offline,
        [switch] $PackagesOnly
    )
    $conda = $Lock.conda
    $tool = ''
    if (-not $PackagesOnly) {
        $entry = $conda.micromamba
        $tool = Get-GlmHttpFile -Address @($entry.urls) -Destination (Get-GlmCondaPath -Root $Root -Entry $entry) -Sha256 $entry.sha256 -Size $entry.size -Policy $Lock.retry -Offline:$Offline
    }
    $packages = foreach ($entry in @($conda.packages)) {
        $address = @($conda.channel.urls | ForEach-Object { "$($_.TrimEnd('/'))/$($entry.subdir)/$($entry.file)" })
        $path = Get-GlmHttpFile -Address $address -Destination (Get-GlmCondaPath -Root $Root -Entry $entry) -Sha256 $entry.sha256 -Size $entry.size -Policy $Lock.retry -Offline:$Offline
        [pscustomobject]@{ Path = $path; Sha256 = $entry.sha256 }
    }
    return [pscustomobject]@{ Tool = $tool; Packages = @($packages) }
}
