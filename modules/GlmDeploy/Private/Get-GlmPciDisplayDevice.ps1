function Get-GlmPciDisplayDevice {
    # Display devices on the PCI bus with their problem code. The registry also keeps cards that were taken out;
    # the configuration manager says whether one is present (code 13 = no such device node = not in the machine).
    # present and problem_code stay $null where it gives no answer.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $native = Get-GlmNative
    $enum = 'SYSTEM\CurrentControlSet\Enum\PCI'
    foreach ($model in Get-GlmRegistrySubKey -Hive LocalMachine -Key $enum) {
        $vendor = $(if ($model -match '(?i)^VEN_([0-9A-F]{4})') { $Matches[1].ToUpperInvariant() } else { '' })
        foreach ($instance in Get-GlmRegistrySubKey -Hive LocalMachine -Key "$enum\$model") {
            $key = "$enum\$model\$instance"
            $guid = [string] (Get-GlmRegistryValue -Hive LocalMachine -Key $key -Name 'ClassGUID')
            $compatible = @(Get-GlmRegistryValue -Hive LocalMachine -Key $key -Name 'CompatibleIDs') -join ' '
            # Without a driver there is no class yet: PCI class 03 is a display controller.
            if ($guid -ne '{4d36e968-e325-11ce-bfc1-08002be10318}' -and $compatible -notmatch '(?i)PCI\\CC_03') { continue }
            $node = New-Object int[] 1
            $status = New-Object int[] 1
            $problem = New-Object int[] 1
            $present = $null
            $code = $null
            switch ($native::CM_Locate_DevNodeW($node, "PCI\$model\$instance", 0)) {
                0 {
                    $present = $true
                    if ($native::CM_Get_DevNode_Status($status, $problem, $node[0], 0) -eq 0) { $code = $problem[0] }
                }
                13 { $present = $false }
            }
            [pscustomobject]@{
                key = "HKLM\$key"; vendor = $vendor; nvidia = ($vendor -eq '10DE'); present = $present; problem_code = $code
                name = ([string] (Get-GlmRegistryValue -Hive LocalMachine -Key $key -Name 'DeviceDesc')) -replace '^@.*;', ''
                source = 'configuration manager (cfgmgr32)'
            }
        }
    }
}
