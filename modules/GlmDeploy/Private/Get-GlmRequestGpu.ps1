function Get-GlmRequestGpu {
    # Which card sits in which slot, as the contract carries it; sorted, for nvidia-smi lists cards by slot.
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([AllowNull()] [object] $Facts)
    $cards = @(Get-GlmValue (Get-GlmHostFingerprint -Facts $Facts) 'gpus' @())
    foreach ($card in $cards | Where-Object { $_.uuid } | Sort-Object -Property uuid) {
        [ordered]@{ uuid = [string] $card.uuid; name = [string] $card.name; bus_id = [string] $card.bus_id }
    }
}
