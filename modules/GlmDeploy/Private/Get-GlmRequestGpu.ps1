function Get-GlmRequestGpu {
    # Which card sits in which slot, as the contract carries it; sorted, for nvidia-smi lists cards by slot. A card without a
    # UUID is among them: what comes after it must not look new.
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([AllowNull()] [object] $Facts)
    $cards = @(Get-GlmValue (Get-GlmHostFingerprint -Facts $Facts) 'gpus' @())
    foreach ($card in $cards | Sort-Object -Property uuid, bus_id) {
        [ordered]@{ uuid = [string] $card.uuid; name = [string] $card.name; bus_id = [string] $card.bus_id }
    }
}
