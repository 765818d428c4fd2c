function Resolve-GlmFallbackLock {
    # The lock of the fallback stack that a lock names, or nothing where it names none: a lock of its own beside it
    # (<profile>-<variant>.win-64.json), or else this one with the fallback's torch in place of its own, as the lock's
    # needs.gpu.fallback pins it. The composed lock lies below the root, because the deployment refers to it from then on.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Root,
        [string] $ManifestRoot = $script:GlmProjectRoot
    )
    $fallback = Get-GlmValue $Lock 'needs.gpu.fallback'
    $variant = [string] (Get-GlmValue $fallback 'variant' '')
    if ($variant -notmatch '^[A-Za-z0-9][A-Za-z0-9._-]{0,30}\z') { return }
    $name = "$($Lock.profile)-$variant.win-64.json"
    $beside = [System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($Lock.Path), $name)
    if ([System.IO.File]::Exists($beside)) { return (Import-GlmLock -Path $beside -ManifestRoot $ManifestRoot) }
    $wheel = Get-GlmValue $fallback 'package'
    if ($null -eq $wheel) { return }
    $copy = ConvertFrom-Json ([System.IO.File]::ReadAllText($Lock.Path))
    if (-not $copy.indexes.PSObject.Properties[[string] $wheel.index]) { return }
    $copy.packages.($Lock.Minor) = @($copy.packages.($Lock.Minor) | ForEach-Object { if ($_.name -eq $wheel.name) { $wheel } else { $_ } })
    $copy.stack.variant = $variant
    $copy.stack.cuda = $fallback.cuda
    $copy.stack.torch = $fallback.torch
    foreach ($key in 'cuda', 'driver_floor_windows', 'driver_floor_linux', 'capabilities') {
        $value = Get-GlmValue $fallback $key -Whole
        if ($null -ne $value) { $copy.needs.gpu.$key = $value }
    }
    $copy.needs.gpu.fallback = $null
    $path = [System.IO.Path]::Combine($Root, 'locks', $name)
    Write-GlmTextFile -Path $path -Text ((ConvertTo-GlmJson -InputObject $copy) + "`n")
    return (Import-GlmLock -Path $path -ManifestRoot $ManifestRoot)
}
