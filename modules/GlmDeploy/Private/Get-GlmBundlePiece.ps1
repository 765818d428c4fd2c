function Get-GlmBundlePiece {
    # What a support bundle is made of, most wanted first: a name in the zip with a text, a file to read, or the reason why
    # it is left out.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [int] $Runs = 5
    )
    $piece = { param($name, $text, $file, $reason) [pscustomobject]@{ Name = $name; Text = $text; File = $file; Reason = $reason } }
    $facts = Get-GlmHost -Root $Root
    $probes = [ordered]@{ 'facts.json' = { $facts }; 'gpu.json' = { Get-GlmGpu -Facts $facts }; 'path.json' = { Get-GlmPathReport } }
    foreach ($name in $probes.Keys) {
        try { & $piece $name (ConvertTo-GlmJson -InputObject (& $probes[$name])) $null '' }
        catch { & $piece $name $null $null "could not be found out: $($_.Exception.Message)" }
    }
    if (-not [System.IO.Directory]::Exists($Root)) { & $piece 'root' $null $null 'there is no such folder'; return }
    $items = @(Get-GlmOwnItem -Root $Root)
    & $piece 'root.json' (ConvertTo-GlmJson -InputObject @($items | Select-Object -Property Kind, Path, IsFolder)) $null ''
    foreach ($item in $items | Where-Object { $_.Kind -eq 'pointer' -and $_.Path -like '*.json' }) { & $piece ([System.IO.Path]::GetFileName($item.Path)) $null $item.Path '' }
    $logs = @($items | Where-Object { $_.Kind -eq 'log' -and $_.IsFolder } | Sort-Object -Property Path -Descending)
    foreach ($log in $logs | Select-Object -First $Runs) {
        foreach ($file in [System.IO.Directory]::GetFiles($log.Path) | Sort-Object) { & $piece "logs/$([System.IO.Path]::GetFileName($log.Path))/$([System.IO.Path]::GetFileName($file))" $null $file '' }
    }
    foreach ($log in $logs | Select-Object -Skip $Runs) { & $piece "logs/$([System.IO.Path]::GetFileName($log.Path))" $null $null "older than the newest $Runs runs" }
    foreach ($item in $items | Where-Object { $_.Kind -in 'model', 'environment', 'lock' }) {
        $name = $item.Path.Substring($Root.Length + 1).Replace('\', '/')
        if ($item.Kind -eq 'lock') { & $piece $name $null $item.Path ''; continue }
        foreach ($file in 'artifact.json', 'measurements.json', 'environment.json', 'pyvenv.cfg') {
            $path = [System.IO.Path]::Combine($item.Path, $file)
            if ([System.IO.File]::Exists($path)) { & $piece "$name/$file" $null $path '' }
        }
        & $piece $name $null $null 'only its records: weights and packages are large, and known by their hashes'
    }
    foreach ($item in $items | Where-Object { $_.Kind -in 'cache', 'foreign', 'scratch' }) { & $piece $item.Path.Substring($Root.Length + 1).Replace('\', '/') $null $null $(if ($item.Kind -eq 'foreign') { 'not made by Deploy-GLM' } else { 'downloads and scratch files' }) }
}
