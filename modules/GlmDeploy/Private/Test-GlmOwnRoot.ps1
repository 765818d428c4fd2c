function Test-GlmOwnRoot {
    # Whether a folder is a root of ours: something in it proves that a run worked there. A name alone proves nothing (anybody
    # may have a folder 'logs'), so of each kind the record that only we write is asked for.
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [string] $Root,
        [AllowEmptyCollection()] [object[]] $Item = @()
    )
    $current = Read-GlmJsonFile -Path ([System.IO.Path]::Combine($Root, 'current.json'))
    if ((Get-GlmValue $current 'schema') -eq 1 -and (Get-GlmValue $current 'artefacts')) { return $true }
    $marks = @{ environment = @('environment.json', 'pyvenv.cfg', 'conda-meta'); model = @('artifact.json'); log = @('events.jsonl', 'result.json') }
    foreach ($one in $Item) {
        if ($one.Kind -eq 'scratch') { return $true }
        if (-not $one.IsFolder -or -not $marks.ContainsKey($one.Kind)) { continue }
        foreach ($name in $marks[$one.Kind]) {
            $path = [System.IO.Path]::Combine($one.Path, $name)
            if ([System.IO.File]::Exists($path) -or [System.IO.Directory]::Exists($path)) { return $true }
        }
    }
    # A run that was killed very early leaves only this: an empty lock file.
    $lock = New-Object System.IO.FileInfo ([System.IO.Path]::Combine($Root, 'run.lock'))
    return ($lock.Exists -and $lock.Length -le 1)
}
