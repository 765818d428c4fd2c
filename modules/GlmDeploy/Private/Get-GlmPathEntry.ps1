function Get-GlmPathEntry {
    # The entries of one PATH value as objects for the report.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [Parameter(Mandatory)] [string] $Scope
    )
    if (-not $Text) { return }
    $first = New-Object 'System.Collections.Generic.Dictionary[string,int]' ([StringComparer]::Ordinal)
    $index = 0
    foreach ($raw in Split-GlmPath -Value $Text) {
        $key = ConvertTo-GlmPathKey -Entry $raw
        $class = Get-GlmPathClass -Entry $raw
        $exists = $null
        if ($class -notin 'empty', 'relative', 'network') { $exists = [System.IO.Directory]::Exists($key) }
        $repeats = $(if ($key -and $first.ContainsKey($key)) { $first[$key] })
        if ($key -and $null -eq $repeats) { $first[$key] = $index }
        [pscustomobject]@{
            Scope = $Scope; Index = $index; Entry = $raw; Expanded = [Environment]::ExpandEnvironmentVariables($raw.Replace('"', '')).Trim()
            Origin = @(); Class = $class; Exists = $exists; Repeats = $repeats; Quoted = $raw.Contains('"')
            OpenQuote = ((@($raw.ToCharArray() | Where-Object { $_ -eq '"' }).Count % 2) -eq 1); Key = $key
        }
        $index++
    }
}
