function Compare-GlmGpuSet {
    # GPUs that were swapped, added, removed or moved between two fingerprints, by UUID: a card keeps it in every slot.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Recorded,
        [Parameter(Mandatory)] [object] $Current
    )
    $old = @(@(Get-GlmValue -InputObject $Recorded -Path 'gpu_uuids' -Default @()) | Where-Object { $_ })
    $new = @(@(Get-GlmValue -InputObject $Current -Path 'gpu_uuids' -Default @()) | Where-Object { $_ })
    $details = {
        param($side, $uuid)
        foreach ($card in @(Get-GlmValue -InputObject $side -Path 'gpus' -Default @())) {
            if ((Get-GlmValue -InputObject $card -Path 'uuid') -eq $uuid) { return $card }
        }
    }
    $label = {
        param($side, $uuid)
        $name = Get-GlmValue -InputObject (& $details $side $uuid) -Path 'name'
        $(if ($name) { "$name ($uuid)" } else { $uuid })
    }
    $gone = @($old | Where-Object { $new -notcontains $_ })
    $came = @($new | Where-Object { $old -notcontains $_ })
    $from = @($gone | ForEach-Object { & $label $Recorded $_ }) -join ', '
    $to = @($came | ForEach-Object { & $label $Current $_ }) -join ', '
    if ($gone.Count -and $came.Count) { [pscustomobject]@{ What = 'gpu-swapped'; From = $from; To = $to; Sentence = "GPU swapped: $from is gone, $to came." } }
    elseif ($gone.Count) { [pscustomobject]@{ What = 'gpu-removed'; From = $from; To = $null; Sentence = "GPU removed: $from." } }
    elseif ($came.Count) { [pscustomobject]@{ What = 'gpu-added'; From = $null; To = $to; Sentence = "GPU added: $to." } }
    foreach ($uuid in $new | Where-Object { $old -contains $_ }) {
        $before = Get-GlmValue -InputObject (& $details $Recorded $uuid) -Path 'bus_id'
        $after = Get-GlmValue -InputObject (& $details $Current $uuid) -Path 'bus_id'
        if ($before -and $after -and $before -ne $after) {
            [pscustomobject]@{ What = 'gpu-moved'; From = $before; To = $after; Sentence = "$(& $label $Current $uuid) moved from $before to $after." }
        }
    }
}
