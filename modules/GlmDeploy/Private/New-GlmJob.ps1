function New-GlmJob {
    # A Job object that ends every process in it once its last handle closes, also when this process is killed. The
    # handle, or zero where Windows refuses (then the tree is ended by taskkill).
    [CmdletBinding()]
    [OutputType([IntPtr])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'A handle of this process only.')]
    param()
    $native = Get-GlmJobNative
    $job = $native::CreateJobObjectW([IntPtr]::Zero, [IntPtr]::Zero)
    if ($job -eq [IntPtr]::Zero) { return [IntPtr]::Zero }
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION: LimitFlags at offset 16; JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE is 0x2000.
    $size = 112
    if ([IntPtr]::Size -eq 8) { $size = 144 }
    $information = New-Object byte[] $size
    [System.BitConverter]::GetBytes([int] 0x2000).CopyTo($information, 16)
    if ($native::SetInformationJobObject($job, 9, $information, $size) -eq 0) {
        [void] $native::CloseHandle($job)
        return [IntPtr]::Zero
    }
    return $job
}
