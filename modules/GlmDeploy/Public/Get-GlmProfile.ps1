function Get-GlmProfile {
    <#
    .SYNOPSIS
    Lists the profiles that can be deployed on Windows.
    .DESCRIPTION
    Reads the locks in manifests\locks and says of each what it deploys and what it needs. Nothing is changed or fetched.
    A lock that cannot be read is listed with the reason.
    .PARAMETER Name
    Only profiles whose name is like this; wildcards are allowed.
    .EXAMPLE
    Get-GlmProfile
    .EXAMPLE
    Get-GlmProfile -Name rtx*
    .OUTPUTS
    One object per profile: Name, Model, Gpu, MemoryGiB, DiskGiB, Python, Problem.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([string] $Name = '*')
    $folder = [System.IO.Path]::Combine($script:GlmProjectRoot, 'manifests', 'locks')
    if (-not [System.IO.Directory]::Exists($folder)) { return }
    foreach ($file in [System.IO.Directory]::GetFiles($folder, '*.win-64.json') | Sort-Object) {
        $profileName = [System.IO.Path]::GetFileName($file).Replace('.win-64.json', '')
        if ($profileName -notlike $Name) { continue }
        $row = [ordered]@{ Name = $profileName; Model = ''; Gpu = ''; MemoryGiB = $null; DiskGiB = $null; Python = ''; Problem = '' }
        try {
            $lock = Import-GlmLock -Path $file
            $row.Model = $lock.model.name
            $row.Gpu = 'none needed'
            $vram = Get-GlmValue $lock 'needs.gpu.vram_gib'
            if ($null -ne $vram) { $row.Gpu = "NVIDIA, $vram GiB" }
            $row.MemoryGiB = Get-GlmValue $lock 'needs.memory_gib'
            $row.DiskGiB = Get-GlmValue $lock 'needs.disk_gib'
            $row.Python = $lock.Minor
        }
        catch { $row.Problem = $_.Exception.Message }
        [pscustomobject] $row
    }
}
