function Get-GlmHostMemory {
    # GlobalMemoryStatusEx fills MEMORYSTATUSEX: 64 bytes, its own length first, then load, then seven 64-bit figures.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $native = Get-GlmNative
    $buffer = New-Object byte[] 64
    $buffer[0] = 64
    if ($native::GlobalMemoryStatusEx($buffer) -eq 0) { throw 'GlobalMemoryStatusEx failed.' }
    return [pscustomobject]@{
        total_bytes     = [int64] [BitConverter]::ToUInt64($buffer, 8)
        available_bytes = [int64] [BitConverter]::ToUInt64($buffer, 16)
        commit_bytes    = [int64] [BitConverter]::ToUInt64($buffer, 24)
        source          = 'GlobalMemoryStatusEx'
    }
}
