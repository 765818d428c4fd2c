function Select-GlmFallback {
    # Takes the profile's fallback stack where the driver or the GPU does not fit the pinned CUDA and everything else does.
    # Answers the needs as they are then; the run's lock is the fallback's from here on. Nothing fits -> the needs as they were.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [object[]] $Need
    )
    $blocking = @($Need | Where-Object { $_.Blocking })
    $about = @($blocking | Where-Object { $_.Id -in 'driver', 'gpu-capability' -and $_.Status -eq 'fail' })
    if ($about.Count -eq 0 -or $about.Count -ne $blocking.Count) { return $Need }
    $source = @{}
    if ($Run.Option['ManifestPath']) { $source['ManifestRoot'] = Resolve-GlmFullPath -Path $Run.Option['ManifestPath'] -Name '-ManifestPath' }
    $fallback = Resolve-GlmFallbackLock -Lock $Run.Lock -Root $Run.Root @source
    if ($null -eq $fallback) { return $Need }
    $again = @(Test-GlmPreflight -Lock $fallback -Root $Run.Root -Facts $Run.Facts)
    if (@($again | Where-Object { $_.Blocking }).Count) { return $Need }
    $Run.Fallback = "$($about[0].Observed) does not fit CUDA $(Get-GlmLockCuda -Lock $Run.Lock); the fallback stack $($fallback.stack.variant) (CUDA $(Get-GlmLockCuda -Lock $fallback)) is taken"
    Write-GlmLog -Level warning -Message "$($Run.Fallback)." -Field @{ lock = $fallback.Path; required = $about[0].Required; remedy = $about[0].Remedy }
    $Run.Lock = $fallback
    return $again
}
