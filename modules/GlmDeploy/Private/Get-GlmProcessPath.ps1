function Get-GlmProcessPath {
    # The program file of a running process, or nothing. .NET's MainModule is refused to a process without an administrator's
    # rights where the other has them, as every driver setup does; this question (0x1000, limited information) is not.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [int] $Id)
    $native = Get-GlmNative
    $handle = $native::OpenProcess(0x1000, 0, $Id)
    if ($handle -eq [IntPtr]::Zero) { return }
    try {
        $buffer = New-Object byte[] 65536
        $length = [int[]] @(32768)
        if ($native::QueryFullProcessImageNameW($handle, 0, $buffer, $length) -ne 0) { return [System.Text.Encoding]::Unicode.GetString($buffer, 0, 2 * $length[0]) }
    }
    finally { [void] $native::CloseHandle($handle) }
}
