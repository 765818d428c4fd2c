function Resolve-GlmWheelSource {
    # The folders of -WheelSource in full. powershell.exe -File hands over 'a,b' as one text, which is two folders unless there is
    # one of that name. A folder that is not there is told: else gigabytes would come over the network without anybody's wish.
    [CmdletBinding()]
    [OutputType([string[]])]
    param([AllowNull()] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Folder)
    foreach ($given in $Folder | Where-Object { $_ }) {
        # Never repeated: it may hold a password.
        if ($given.Contains('://')) { throw (New-GlmErrorRecord -Id 'usage' -Message '-WheelSource names an address where a folder is wanted.' -Hint "Give a folder; an index's address belongs into PIP_INDEX_URL.") }
        $parts = @($given)
        if ($given.Contains(',') -and -not (Test-Path -LiteralPath $given -PathType Container)) { $parts = @($given.Split(',') | ForEach-Object { $_.Trim() } | Where-Object { $_ }) }
        foreach ($part in $parts) {
            $full = Resolve-GlmFullPath -Path $part -Name '-WheelSource'
            if (-not [System.IO.Directory]::Exists($full)) { throw (New-GlmErrorRecord -Id 'usage' -Message "-WheelSource names $full, where no folder is." -Hint 'Correct -WheelSource, or leave it out.' -Target $full) }
            $full
        }
    }
}
