function Get-GlmChannelSilence {
    # Nothing where micromamba's release page and the conda channel answer within a few seconds, else what kept them.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [double] $LimitSeconds = 5
    )
    $first = @($Lock.conda.packages)[0]
    $groups = @(
        , @($Lock.conda.channel.urls | ForEach-Object { "$($_.TrimEnd('/'))/$($first.subdir)/$($first.file)" })
        , @($Lock.conda.micromamba.urls)
    )
    foreach ($addresses in $groups) {
        $silence = ''
        foreach ($address in $addresses) {
            $silence = Get-GlmAddressFault -Address $address -LimitSeconds $LimitSeconds
            if (-not $silence) { break }
        }
        if ($silence) { return $silence }
    }
}
