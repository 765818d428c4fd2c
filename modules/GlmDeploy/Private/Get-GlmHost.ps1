function Get-GlmHost {
    # The host facts probe: everything that preflight, PATH and repair know about this machine apart from what a
    # started tool says. One of the two probes that tests replace, so it is plain data (it survives JSON).
    # A fact that could not be read is $null and its reason stands in 'problems' under the fact's name.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([string] $Root = '')
    $probes = [ordered]@{
        os           = { Get-GlmHostSystem }
        memory       = { Get-GlmHostMemory }
        disk         = { Get-GlmHostDisk -Root $Root }
        long_paths   = { Get-GlmHostLongPath }
        identity     = { Get-GlmHostIdentity }
        session      = { Get-GlmHostSession }
        code_page    = { Get-GlmHostCodePage }
        powershell   = { Get-GlmHostShell }
        reboot       = { Get-GlmPendingReboot }
        installers   = { , @(Get-GlmRunningInstaller) }
        adapters     = { , @(Get-GlmDisplayAdapter) }
        devices      = { , @(Get-GlmPciDisplayDevice) }
        nvidia_smi   = { Find-GlmNvidiaSmi }
        nvml         = { Get-GlmNvmlFile }
        driver_store = { , @(Get-GlmDriverStoreEntry) }
        toolkits     = { , @(Get-GlmCudaToolkit) }
        vc_runtime   = { Get-GlmVcRuntime }
    }
    $facts = [ordered]@{ root = $Root }
    $problems = [ordered]@{}
    foreach ($name in $probes.Keys) {
        try {
            $facts[$name] = & $probes[$name]
        }
        catch {
            # One closed key or missing library must not hide the other facts: the reason is kept and shown as evidence.
            $facts[$name] = $null
            $problems[$name] = $_.Exception.Message
        }
    }
    $facts['problems'] = [pscustomobject] $problems
    return [pscustomobject] $facts
}
