function Get-GlmOwnItem {
    # Every entry at the places below a root where we write, with its kind: environment, cache, model, lock, log, pointer,
    # scratch, link (a folder that leads elsewhere, not looked into), or foreign. This is the one place that says which names are ours;
    # everything else is left alone.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [string] $Root)
    $seen = New-Object System.Collections.Generic.HashSet[string]
    $build = '\.[0-9a-f]{8}\.(tmp|old)'
    $places = @(
        @{ Where = @(); Names = [ordered]@{ pointer = "current\.json|run\.lock|\.current\.json$build"; scratch = '\.removing\.[0-9a-f]{8}'; container = 'envs|cache|locks|models|logs' } }
        @{ Where = @('envs'); Names = @{ environment = "[0-9a-f]{12}|\.[0-9a-f]{12}$build" } }
        @{ Where = @('cache'); Names = @{ cache = 'wheels|conda|tools|mamba|matplotlib|pycache' } }
        @{ Where = @('locks'); Names = @{ lock = '[A-Za-z0-9][A-Za-z0-9._-]*\.win-64\.json' } }
        @{ Where = @('models', '*', '*'); Names = @{ model = "source|source\.part|float32|[a-z0-9]+-[0-9a-f]{12}|\..+$build" } }
        @{ Where = @('logs'); Names = @{ log = '\d{8}T\d{6}Z-[0-9a-f]{6}|request-[a-z]+\.json' } }
    )
    foreach ($place in $places) {
        $folders = @($Root)
        foreach ($step in $place.Where) {
            # A file where only folders are ours is somebody else's.
            foreach ($file in $folders | Where-Object { $step -eq '*' -and [System.IO.Directory]::Exists($_) } | ForEach-Object { [System.IO.Directory]::GetFiles($_) }) { [pscustomobject]@{ Kind = 'foreign'; Path = $file; IsFolder = $false } }
            $folders = @(foreach ($folder in $folders) {
                    if ($step -ne '*') { [System.IO.Path]::Combine($folder, $step) }
                    elseif ([System.IO.Directory]::Exists($folder)) { [System.IO.Directory]::GetDirectories($folder) }
                })
            # Somebody moved this folder to another drive: what lies there may serve others too.
            $linked = @($folders | Where-Object { Test-GlmLink -Path $_ })
            foreach ($link in $linked | Where-Object { $seen.Add($_) }) { [pscustomobject]@{ Kind = 'link'; Path = $link; IsFolder = $true } }
            $folders = @($folders | Where-Object { $linked -notcontains $_ })
        }
        foreach ($entry in $folders | Where-Object { [System.IO.Directory]::Exists($_) } | ForEach-Object { [System.IO.Directory]::GetFileSystemEntries($_) }) {
            $name = [System.IO.Path]::GetFileName($entry)
            $kind = @($place.Names.Keys | Where-Object { $name -cmatch "^($($place.Names[$_]))\z" }) + @('foreign')
            if ($kind[0] -eq 'container') { continue }
            [pscustomobject]@{ Kind = $kind[0]; Path = $entry; IsFolder = [System.IO.Directory]::Exists($entry) }
        }
    }
}
