function Get-GlmJobNative {
    # The four calls that a Job object needs. Emitted, not compiled: Add-Type starts a compiler, which costs seconds.
    [CmdletBinding()]
    [OutputType([type])]
    param()
    $known = 'GlmDeploy.JobNative' -as [type]
    if ($known) { return $known }
    $name = New-Object System.Reflection.AssemblyName 'GlmDeployJob'
    $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, [System.Reflection.Emit.AssemblyBuilderAccess]::Run)
    $builder = $assembly.DefineDynamicModule('GlmDeployJob').DefineType('GlmDeploy.JobNative', 'Public,Class,Sealed,Abstract')
    $calls = @(
        @('CreateJobObjectW', [IntPtr], @([IntPtr], [IntPtr])),
        @('SetInformationJobObject', [int], @([IntPtr], [int], [byte[]], [int])),
        @('AssignProcessToJobObject', [int], @([IntPtr], [IntPtr])),
        @('CloseHandle', [int], @([IntPtr]))
    )
    foreach ($call in $calls) {
        $method = $builder.DefinePInvokeMethod($call[0], 'kernel32.dll', 'Public,Static,PinvokeImpl',
            [System.Reflection.CallingConventions]::Standard, $call[1], [type[]] $call[2],
            [System.Runtime.InteropServices.CallingConvention]::Winapi, [System.Runtime.InteropServices.CharSet]::Unicode)
        $method.SetImplementationFlags([System.Reflection.MethodImplAttributes]::PreserveSig)
    }
    return $builder.CreateType()
}
