function Get-GlmPathFinding {
    # The report's sentences: what a person should know of this PATH, worst first.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [AllowEmptyCollection()] [object[]] $Entry,
        [AllowEmptyCollection()] [object[]] $File,
        [AllowEmptyCollection()] [object[]] $Value
    )
    foreach ($item in $File | Where-Object { $_.Loads -and $_.Class -eq 'physx' }) { "$($item.Name) would load from PhysX ($($item.File)), which is no CUDA run-time." }
    foreach ($item in $File | Where-Object { $_.Loads -and $_.Alias }) { "$($item.File) is a Store alias and no program." }
    foreach ($group in $File | Group-Object -Property Name | Where-Object { $_.Count -gt 1 }) { "$($group.Name) exists $($group.Count) times; $(@($group.Group | Where-Object { $_.Loads })[0].File) loads." }
    foreach ($item in $Value | Where-Object { $_.Exists -and -not $_.Editable }) { "The stored PATH of the $($item.Scope.ToLowerInvariant()) is no plain text (registry kind $($item.Kind))." }
    foreach ($item in $Value | Where-Object { $null -ne $_.Length -and $_.Length -gt 2047 }) { "The stored PATH of the $($item.Scope.ToLowerInvariant()) has $($item.Length) characters; programs may cut it at 2047." }
    foreach ($item in $Entry | Where-Object { $_.OpenQuote }) { "$($item.Scope) entry $($item.Index) has an open quote: everything behind it counts as one folder." }
    foreach ($item in $Entry | Where-Object { $_.Scope -eq 'Process' -and $_.Class -eq 'network' }) { "Process entry $($item.Index) ($($item.Entry)) is a share, which was not looked into: a file there may load before those of later entries." }
    $literal = @('Process') + @($Value | Where-Object { $_.Kind -eq 1 } | ForEach-Object { $_.Scope })
    foreach ($item in $Entry | Where-Object { $_.Scope -in $literal -and $_.Entry -match '%[^%]+%' }) { "$($item.Scope) entry $($item.Index) ($($item.Entry)) holds a %name% that Windows does not replace there." }
    foreach ($scope in 'User', 'Machine') {
        $own = @($Entry | Where-Object { $_.Scope -eq $scope })
        $repeated = @($own | Where-Object { $null -ne $_.Repeats }).Count
        $missing = @($own | Where-Object { $_.Exists -eq $false }).Count
        $empty = @($own | Where-Object { $_.Class -eq 'empty' }).Count
        if ($repeated + $missing + $empty) { "${scope}: $repeated repeated, $missing missing, $empty empty of $($own.Count) entries." }
    }
}
