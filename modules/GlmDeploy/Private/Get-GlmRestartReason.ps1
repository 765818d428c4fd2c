function Get-GlmRestartReason {
    # Why a converged run asks for a restart (3010), or nothing. Only a driver whose files wait for the next start matters, and
    # only to a profile that uses the GPU: what Windows Update or an installer of something else left open does not.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [AllowNull()] [object] $Facts
    )
    if ($null -eq (Get-GlmValue $Lock 'needs.gpu')) { return }
    foreach ($signal in @(Get-GlmValue $Facts 'reboot.signals' @())) {
        if ($null -ne $signal -and $signal.name -eq 'file-renames' -and $signal.strong) { return "The next start of Windows replaces files of the NVIDIA driver: $($signal.raw)" }
    }
}
