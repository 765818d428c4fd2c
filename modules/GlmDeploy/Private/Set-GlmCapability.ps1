function Set-GlmCapability {
    # Fills in the compute capability of records that lack it: from the driver, matched by UUID, else from the name.
    # Answers the evidence of the question, if one was asked.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Changes objects in memory.')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [object[]] $Gpu
    )
    foreach ($item in $Gpu) { if ($item.compute_capability) { $item.capability_source = 'nvidia-smi' } }
    $missing = @($Gpu | Where-Object { -not $_.compute_capability })
    if ($missing.Count -eq 0) { return }
    $answer = Invoke-GlmNvidiaSmi -Path $Path -Argument @('--query-gpu=uuid,compute_cap', '--format=csv')
    $table = ConvertFrom-GlmNvidiaSmiCsv -Text $answer.text
    foreach ($item in $missing) {
        $row = @($(if ($table) { $table.gpus | Where-Object { $_.uuid -and $_.uuid -eq $item.uuid -and $_.compute_capability } }))
        if ($row.Count -eq 1) {
            $item.compute_capability = $row[0].compute_capability
            $item.capability_source = 'nvidia-smi'
            continue
        }
        $item.compute_capability = Get-GlmCapabilityByName -Name $item.name
        if ($item.compute_capability) { $item.capability_source = 'the list of GPU names' }
    }
    return $answer.evidence
}
