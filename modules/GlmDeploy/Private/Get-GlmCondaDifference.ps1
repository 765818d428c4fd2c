function Get-GlmCondaDifference {
    # Nothing where a conda prefix has exactly the lock's conda packages by its records, else which it lacks or has beyond them.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Folder
    )
    $wanted = @(Get-GlmValue $Lock 'conda.packages' @() | ForEach-Object { "$($_.name)-$($_.version)-$($_.build)" })
    $found = @(Get-GlmFolderFile -Folder ([System.IO.Path]::Combine($Folder, 'conda-meta')) -Pattern '*.json' | ForEach-Object { [System.IO.Path]::GetFileNameWithoutExtension($_) })
    $missing = @($wanted | Where-Object { $found -notcontains $_ })
    if ($missing.Count) { return "it lacks the conda package $($missing -join ', ')" }
    $strange = @($found | Where-Object { $wanted -notcontains $_ })
    if ($strange.Count) { return "somebody installed the conda package $($strange -join ', ')" }
}
