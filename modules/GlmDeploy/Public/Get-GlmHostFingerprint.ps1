function Get-GlmHostFingerprint {
    <#
    .SYNOPSIS
        What a deployment's proof depends on: driver version, GPUs and driver model.
    .DESCRIPTION
        Answers an object with driver_version, gpu_uuids (sorted, so that moving a card to another slot changes nothing),
        driver_model and gpus (names and bus places, for people); $null on a machine without an NVIDIA GPU.
        driver_model is one word where all cards have the same, else one for each card in the order of gpu_uuids (WDDM,TCC).
        What could not be read is $null inside the object; a card whose UUID could not is among gpus alone.
    .PARAMETER Facts
        Host facts to use instead of this machine's.
    .EXAMPLE
        Get-GlmHostFingerprint
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([AllowNull()] [object] $Facts = $null)
    if ($null -eq $Facts) { $Facts = Get-GlmHost }
    $gpu = Get-GlmValue -InputObject $Facts -Path 'gpu'
    if ($null -eq $gpu) { $gpu = Get-GlmGpu -Facts $Facts }
    $cards = @(Get-GlmValue -InputObject $gpu -Path 'gpus' -Default @())
    if ($cards.Count -eq 0) { return $null }
    $models = @($cards | ForEach-Object { $_.driver_model } | Where-Object { $_ } | Select-Object -Unique)
    # Which card has which can only be said of all or of none.
    if ($models.Count -gt 1) {
        $told = @($cards | Where-Object { $_.uuid -and $_.driver_model } | Sort-Object -Property uuid)
        $models = @($(if ($told.Count -eq $cards.Count) { $told | ForEach-Object { $_.driver_model } }))
    }
    return [pscustomobject]@{
        driver_version = $gpu.driver_version
        gpu_uuids      = @($cards | ForEach-Object { $_.uuid } | Where-Object { $_ } | Sort-Object)
        driver_model   = $(if ($models.Count) { $models -join ',' })
        gpus           = @($cards | ForEach-Object { [pscustomobject]@{ uuid = $_.uuid; name = $_.name; bus_id = $_.bus_id; driver_model = $_.driver_model } })
    }
}
