function Get-GlmPendingReboot {
    # Every place where Windows notes that it wants a restart, each told apart. 'strong' is false for signals that are
    # set on most workstations most of the time (a browser's update queues file renames) and so decide nothing.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $signals = New-Object System.Collections.ArrayList
    $add = { param($name, $key, $strong, $raw) [void] $signals.Add([pscustomobject]@{ name = $name; key = $key; strong = $strong; raw = $raw }) }
    $keys = [ordered]@{
        'component-servicing' = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
        'windows-update'      = 'SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired'
    }
    foreach ($name in $keys.Keys) {
        $opened = Open-GlmRegistryKey -Hive LocalMachine -Key $keys[$name]
        if ($null -ne $opened) { $opened.Dispose(); & $add $name "HKLM\$($keys[$name])" $true 'key exists' }
    }
    $manager = 'SYSTEM\CurrentControlSet\Control\Session Manager'
    $renames = @(Get-GlmRegistryValue -Hive LocalMachine -Key $manager -Name 'PendingFileRenameOperations') | Where-Object { $_ }
    if ($renames) {
        # Replacing the driver's own files is the one rename that matters here: user mode and kernel mode differ until then.
        $driver = @($renames | Where-Object { $_ -match '(?i)\\(nvcuda|nvml|nvapi|nvlddmkm|nvidia)' })
        & $add 'file-renames' "HKLM\$manager PendingFileRenameOperations" ($driver.Count -gt 0) (@($driver + $renames)[0])
    }
    $netlogon = 'SYSTEM\CurrentControlSet\Services\Netlogon'
    foreach ($name in 'JoinDomain', 'AvoidSpnSet') {
        if ($null -ne (Get-GlmRegistryValue -Hive LocalMachine -Key $netlogon -Name $name)) { & $add 'domain-join' "HKLM\$netlogon $name" $true $name }
    }
    $computer = 'SYSTEM\CurrentControlSet\Control\ComputerName'
    $now = Get-GlmRegistryValue -Hive LocalMachine -Key "$computer\ActiveComputerName" -Name 'ComputerName'
    $next = Get-GlmRegistryValue -Hive LocalMachine -Key "$computer\ComputerName" -Name 'ComputerName'
    if ($now -and $next -and $now -ne $next) { & $add 'computer-rename' "HKLM\$computer" $true "$now -> $next" }
    return [pscustomobject]@{ signals = $signals.ToArray(); source = 'registry' }
}
