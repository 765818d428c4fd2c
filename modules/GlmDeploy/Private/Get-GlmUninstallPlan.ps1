function Get-GlmUninstallPlan {
    # What an uninstallation removes (Remove) and what it leaves (Left, with reasons); refuses a root in which no run ever worked.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [switch] $KeepModels,
        [switch] $KeepLogs
    )
    $plan = [pscustomobject]@{ Remove = @(); Left = @() }
    if (-not [System.IO.Directory]::Exists($Root)) { return $plan }
    $items = @(Get-GlmOwnItem -Root $Root)
    # An empty folder is nobody's; anything else must prove that it is ours.
    if ([System.IO.Directory]::GetFileSystemEntries($Root).Length -and -not (Test-GlmOwnRoot -Root $Root -Item $items)) {
        throw (New-GlmErrorRecord -Id 'root-foreign' -Message "Nothing in $Root shows that Deploy-GLM ever worked there; it was left alone." -Target $Root)
    }
    $kept = @{ foreign = 'not made by Deploy-GLM'; link = 'a link to another place; what lies there was left alone' }
    if ($KeepModels) { $kept['model'] = '-KeepModels' }
    if ($KeepLogs) { $kept['log'] = '-KeepLogs' }
    $plan.Remove = @($items | Where-Object { -not $kept.ContainsKey($_.Kind) })
    $plan.Left = @($items | Where-Object { $kept.ContainsKey($_.Kind) } | ForEach-Object { [pscustomobject]@{ Path = $_.Path; Reason = $kept[$_.Kind] } })
    return $plan
}
