function Send-GlmSettingChange {
    # Tells the other programs that the environment changed: WM_SETTINGCHANGE (0x1A) to all top-level windows (0xFFFF),
    # given up on windows that hang (2) after five seconds. $false when it could not be sent; the change holds anyway.
    [CmdletBinding()]
    [OutputType([bool])]
    param()
    $native = Get-GlmNative
    $result = New-Object IntPtr[] 1
    $sent = $native::SendMessageTimeoutW([IntPtr] 0xFFFF, 0x1A, [IntPtr]::Zero, 'Environment', 2, 5000, $result)
    return ($sent -ne [IntPtr]::Zero)
}
