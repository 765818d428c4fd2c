function Get-GlmFingerprintGpu {
    # The GPUs that a fingerprint names: Uuid, Card (by UUID, where more is known of it), IsWhole: the UUID of each is known.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Fingerprint)
    $uuids = @(@(Get-GlmValue -InputObject $Fingerprint -Path 'gpu_uuids' -Default @()) | Where-Object { $_ })
    $cards = @{}
    $whole = $uuids.Count -gt 0
    foreach ($card in @(Get-GlmValue -InputObject $Fingerprint -Path 'gpus' -Default @())) {
        $uuid = Get-GlmValue -InputObject $card -Path 'uuid'
        if ($uuid) { $cards[$uuid] = $card } else { $whole = $false }
    }
    return [pscustomobject]@{ Uuid = $uuids; Card = $cards; IsWhole = $whole }
}
