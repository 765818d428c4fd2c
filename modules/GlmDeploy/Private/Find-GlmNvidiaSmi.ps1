function Find-GlmNvidiaSmi {
    # The full path of nvidia-smi.exe and why it is the one, with every place that was looked at.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([AllowNull()] [object[]] $Folder = $null)
    if ($null -eq $Folder) { $Folder = @(Get-GlmNvidiaFolder) }
    $tried = New-Object System.Collections.ArrayList
    $path = $null
    $foundBy = $null
    foreach ($place in $Folder) {
        $file = [System.IO.Path]::Combine($place.folder, 'nvidia-smi.exe')
        if ($tried -contains $file) { continue }
        [void] $tried.Add($file)
        # An empty file would be a left-over of a broken installation or an alias.
        if ([System.IO.File]::Exists($file) -and (New-Object System.IO.FileInfo $file).Length -gt 0) {
            $path = $file
            $foundBy = $place.found_by
            break
        }
    }
    return [pscustomobject]@{ path = $path; found_by = $foundBy; tried = $tried.ToArray() }
}
