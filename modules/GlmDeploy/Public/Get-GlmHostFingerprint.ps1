function Get-GlmHostFingerprint {
    <#
    .SYNOPSIS
        What a deployment's proof depends on: driver version, GPUs and driver model.
    .DESCRIPTION
        Answers an object with driver_version, gpu_uuids (sorted, so that moving a card to another slot changes nothing),
        driver_model and gpus (names and bus places, for people); $null on a machine without an NVIDIA GPU.
        What could not be read is $null inside the object.
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
    return [pscustomobject]@{
        driver_version = $gpu.driver_version
        gpu_uuids      = @($cards | ForEach-Object { $_.uuid } | Where-Object { $_ } | Sort-Object)
        driver_model   = $(if ($models.Count) { $models -join ',' })
        gpus           = @($cards | ForEach-Object { [pscustomobject]@{ uuid = $_.uuid; name = $_.name; bus_id = $_.bus_id; driver_model = $_.driver_model } })
    }
}
