function Compare-GlmGpuSet {
    # GPUs that were swapped, added, removed or moved between two fingerprints, by UUID: a card keeps it in every slot. Beside a
    # card whose UUID could not be read, none can be said to be gone or new.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Recorded,
        [Parameter(Mandatory)] [object] $Current
    )
    $old = Get-GlmFingerprintGpu -Fingerprint $Recorded
    $new = Get-GlmFingerprintGpu -Fingerprint $Current
    $label = {
        param($side, $uuid)
        $name = Get-GlmValue -InputObject $side.Card[$uuid] -Path 'name'
        $(if ($name) { "$name ($uuid)" } else { $uuid })
    }
    $gone = @($old.Uuid | Where-Object { $new.Uuid -notcontains $_ })
    $came = @($new.Uuid | Where-Object { $old.Uuid -notcontains $_ })
    $from = @($gone | ForEach-Object { & $label $old $_ }) -join ', '
    $to = @($came | ForEach-Object { & $label $new $_ }) -join ', '
    if ($gone.Count -and -not $new.IsWhole) {
        [pscustomobject]@{ What = 'gpu-unknown'; From = $from; To = $null; Sentence = "Whether $from is still there is unknown: a GPU that answers gives no UUID." }
        $gone = @()
    }
    if ($came.Count -and -not $old.IsWhole) {
        [pscustomobject]@{ What = 'gpu-unknown'; From = $null; To = $to; Sentence = "Whether $to was there before is unknown: a GPU gave no UUID then." }
        $came = @()
    }
    if ($gone.Count -and $came.Count) { [pscustomobject]@{ What = 'gpu-swapped'; From = $from; To = $to; Sentence = "GPU swapped: $from is gone, $to came." } }
    elseif ($gone.Count) { [pscustomobject]@{ What = 'gpu-removed'; From = $from; To = $null; Sentence = "GPU removed: $from." } }
    elseif ($came.Count) { [pscustomobject]@{ What = 'gpu-added'; From = $null; To = $to; Sentence = "GPU added: $to." } }
    foreach ($uuid in $new.Uuid | Where-Object { $old.Uuid -contains $_ }) {
        $before = Get-GlmValue -InputObject $old.Card[$uuid] -Path 'bus_id'
        $after = Get-GlmValue -InputObject $new.Card[$uuid] -Path 'bus_id'
        if ($before -and $after -and $before -ne $after) {
            [pscustomobject]@{ What = 'gpu-moved'; From = $before; To = $after; Sentence = "$(& $label $new $uuid) moved from $before to $after." }
        }
    }
}
