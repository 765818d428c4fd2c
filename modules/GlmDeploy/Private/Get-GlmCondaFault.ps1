function Get-GlmCondaFault {
    # What is wrong with a lock's conda packages, or nothing. micromamba installs an explicit list as it stands and ignores a
    # hash that it cannot read, so the list's form is checked here: \z, for $ also fits before a last line end.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [object] $Conda)
    $packages = @(Get-GlmValue $Conda 'packages' @())
    foreach ($entry in @(Get-GlmValue $Conda 'micromamba') + $packages) {
        $file = [string] (Get-GlmValue $entry 'file')
        $sha256 = [string] (Get-GlmValue $entry 'sha256')
        if ($file -notmatch '^[A-Za-z0-9_][A-Za-z0-9._+!-]*\z') { return "'$file' is not a plain file name" }
        if ($sha256 -cnotmatch '^[0-9a-f]{64}\z') { return "the SHA-256 of $file is '$sha256'" }
    }
    foreach ($entry in $packages) {
        $subdir = Get-GlmValue $entry 'subdir'
        if ($subdir -cnotin 'win-64', 'noarch') { return "$($entry.file) is for $subdir" }
    }
    $names = @($packages | ForEach-Object { [string] (Get-GlmValue $_ 'name') })
    $twice = @($names | Group-Object | Where-Object { $_.Count -gt 1 } | ForEach-Object { $_.Name })
    if ($twice.Count) { return "it names the conda package $($twice -join ', ') twice" }
    if ($names -notcontains 'python') { return 'its conda packages hold no Python' }
}
