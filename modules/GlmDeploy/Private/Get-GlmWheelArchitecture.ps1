function Get-GlmWheelArchitecture {
    # The compute capabilities that the pinned wheel holds code for; empty = unknown.
    [CmdletBinding()]
    [OutputType([string[]])]
    param(
        [Parameter(Mandatory)] [string] $Cuda,
        [Parameter(Mandatory)] [object] $Compatibility
    )
    $variant = 'cu' + $Cuda.Replace('.', '')
    $row = Get-GlmValue -InputObject $Compatibility.variant_archs_windows -Path $variant
    if ($null -ne $row -and $row -isnot [System.Array] -and (Get-GlmValue -InputObject $row -Path 'cc')) { $row = $row.cc }
    # JSON may carry them as numbers: 8.6 must not become 8,6 on a German machine.
    foreach ($item in @($row)) {
        if ($null -eq $item) { continue }
        if ($item -is [string]) { $item } else { ([double] $item).ToString('0.0', [System.Globalization.CultureInfo]::InvariantCulture) }
    }
}
