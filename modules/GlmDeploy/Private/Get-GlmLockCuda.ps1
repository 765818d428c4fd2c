function Get-GlmLockCuda {
    # The CUDA version of the pinned torch, 'major.minor': from the lock's needs, its stack, or torch's own suffix (+cu130).
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [object] $Lock)
    foreach ($path in 'needs.gpu.cuda', 'stack.cuda') {
        $value = [string] (Get-GlmValue -InputObject $Lock -Path $path -Default '')
        if ($value -match '^(\d{2})\.(\d)') { return '{0}.{1}' -f $Matches[1], $Matches[2] }
    }
    if ([string] (Get-GlmValue -InputObject $Lock -Path 'stack.torch' -Default '') -match '\+cu(\d{2})(\d)$') { return '{0}.{1}' -f $Matches[1], $Matches[2] }
    throw (New-GlmErrorRecord -Id 'lock-invalid' -Message 'The lock asks for a GPU, but names no CUDA version.')
}
