function Get-GlmPathEntry {
    # The entries of one PATH value as objects for the report; -Variable is what Get-GlmPathVariable answers for a stored one.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [Parameter(Mandatory)] [string] $Scope,
        [object] $Variable = [pscustomobject]@{ fixed = @{}; all = @{} }
    )
    if (-not $Text) { return }
    $entries = [string[]] @(Split-GlmPath -Value $Text)
    $repeat = @(Get-GlmPathRepeat -Entry $entries -Variable $Variable.fixed)
    $index = 0
    foreach ($raw in $entries) {
        $expanded = Expand-GlmPathEntry -Entry $raw -Variable $Variable.all
        $class = Get-GlmPathClass -Entry $raw -Variable $Variable.all
        $exists = $null
        if ($class -notin 'empty', 'relative', 'network') { $exists = [System.IO.Directory]::Exists((Resolve-GlmSearchFolder -Entry $expanded)) }
        [pscustomobject]@{
            Scope = $Scope; Index = $index; Entry = $raw; Expanded = $expanded
            Origin = @(); Class = $class; Exists = $exists; Repeats = $(if ($repeat[$index] -ge 0) { $repeat[$index] }); Quoted = $raw.Contains('"')
            OpenQuote = Test-GlmOpenQuote -Entry $raw; Key = ConvertTo-GlmPathKey -Entry $expanded
        }
        $index++
    }
}
