function Select-GlmChildPath {
    # Which entries of a PATH a child of ours may see, each with the reason: other Pythons and conda roots, Store aliases,
    # CUDA folders and PhysX (whose cudart64 shadows torch's) stay out, so do empty, relative, network and repeated entries.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([AllowNull()] [AllowEmptyString()] [string] $Value = [Environment]::GetEnvironmentVariable('PATH'))
    $reasons = @{
        empty = 'empty'; relative = 'relative to the current folder'; alias = 'Store alias, not a program'; physx = 'PhysX brings an old cudart64'
        conda = 'another conda'; python = 'another Python'; cuda = 'a CUDA toolkit shadows the pinned one'; network = 'on the network'
    }
    $seen = @{}
    foreach ($entry in Split-GlmPath -Value "$Value") {
        $class = Get-GlmPathClass -Entry $entry
        $key = ConvertTo-GlmPathKey -Entry $entry
        $reason = $(if ($reasons.ContainsKey($class)) { $reasons[$class] } elseif ($seen.ContainsKey($key)) { 'repeated' } else { '' })
        $seen[$key] = $true
        [pscustomobject]@{ Entry = [Environment]::ExpandEnvironmentVariables($entry.Replace('"', '')).Trim(); Class = $class; Keep = (-not $reason); Reason = $reason }
    }
}
