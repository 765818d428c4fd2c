function Get-GlmWheelArchitecture {
    # The compute capabilities that the pinned wheel holds code for: what the lock says, else the table; empty = unknown.
    [CmdletBinding()]
    [OutputType([string[]])]
    param(
        [Parameter(Mandatory)] [string] $Cuda,
        [Parameter(Mandatory)] [object] $Compatibility,
        [AllowNull()] [object] $Need = $null
    )
    $variant = 'cu' + $Cuda.Replace('.', '')
    $row = @(Get-GlmValue -InputObject $Need -Path 'capabilities')
    if (-not @($row | Where-Object { $null -ne $_ }).Count) { $row = @(Get-GlmValue -InputObject $Compatibility.variant_archs_windows -Path $variant) }
    # JSON may carry them as numbers: 8.6 must not become 8,6 on a German machine.
    foreach ($item in $row) {
        if ($null -eq $item) { continue }
        if ($item -is [string]) { $item } else { ([double] $item).ToString('0.0', [System.Globalization.CultureInfo]::InvariantCulture) }
    }
}
