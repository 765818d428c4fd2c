function Get-GlmNative {
    # The few Windows calls that .NET does not offer, as one type with static methods. Emitted, not compiled: Add-Type
    # would start a compiler and cost more than the whole preflight. Buffers are arrays, so no structure is needed.
    [CmdletBinding()]
    [OutputType([type])]
    param()
    $known = 'GlmDeploy.Native' -as [type]
    if ($known) { return $known }
    $name = New-Object System.Reflection.AssemblyName 'GlmDeployNative'
    $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, [System.Reflection.Emit.AssemblyBuilderAccess]::Run)
    $builder = $assembly.DefineDynamicModule('GlmDeployNative').DefineType('GlmDeploy.Native', 'Public,Class,Sealed,Abstract')
    $calls = @(
        @('kernel32.dll', 'GlobalMemoryStatusEx', [int], @([byte[]])),
        @('kernel32.dll', 'GetDiskFreeSpaceExW', [int], @([string], [long[]], [long[]], [long[]])),
        @('kernel32.dll', 'OpenProcess', [IntPtr], @([int], [int], [int])),
        @('kernel32.dll', 'QueryFullProcessImageNameW', [int], @([IntPtr], [int], [byte[]], [int[]])),
        @('kernel32.dll', 'CloseHandle', [int], @([IntPtr])),
        @('kernel32.dll', 'GetACP', [int], @()),
        @('kernel32.dll', 'GetOEMCP', [int], @()),
        @('user32.dll', 'GetSystemMetrics', [int], @([int])),
        @('user32.dll', 'SendMessageTimeoutW', [IntPtr], @([IntPtr], [int], [IntPtr], [string], [int], [int], [IntPtr[]])),
        @('advapi32.dll', 'RegQueryValueExW', [int], @([IntPtr], [string], [IntPtr], [int[]], [byte[]], [int[]])),
        @('advapi32.dll', 'RegSetValueExW', [int], @([IntPtr], [string], [int], [int], [byte[]], [int])),
        @('cfgmgr32.dll', 'CM_Locate_DevNodeW', [int], @([int[]], [string], [int])),
        @('cfgmgr32.dll', 'CM_Get_DevNode_Status', [int], @([int[]], [int[]], [int], [int]))
    )
    foreach ($call in $calls) {
        $method = $builder.DefinePInvokeMethod($call[1], $call[0], 'Public,Static,PinvokeImpl',
            [System.Reflection.CallingConventions]::Standard, $call[2], [type[]] $call[3],
            [System.Runtime.InteropServices.CallingConvention]::Winapi, [System.Runtime.InteropServices.CharSet]::Unicode)
        $method.SetImplementationFlags([System.Reflection.MethodImplAttributes]::PreserveSig)
    }
    return $builder.CreateType()
}
