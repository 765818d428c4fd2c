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
    $seen = New-Object 'System.Collections.Generic.HashSet[string]' ([StringComparer]::Ordinal)
    foreach ($entry in Split-GlmPath -Value "$Value") {
        $class = Get-GlmPathClass -Entry $entry
        $key = ConvertTo-GlmPathKey -Entry $entry
        $reason = $(if ($reasons.ContainsKey($class)) { $reasons[$class] } elseif ($seen.Contains($key)) { 'repeated' } else { '' })
        [void] $seen.Add($key)
        $plain = Expand-GlmPathEntry -Entry $entry
        # Without its quotes a name with a semicolon would become two entries, the second one relative.
        if ($plain.Contains(';') -and $entry.Contains('"')) { $plain = '"' + $plain + '"' }
        [pscustomobject]@{ Entry = $plain; Class = $class; Keep = (-not $reason); Reason = $reason }
    }
}
