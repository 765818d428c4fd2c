function Get-GlmErrorText {
    # Why a failure matters and what to do, in the language of the console. What the failure itself proposes (a version, a
    # folder) is exact and in English, as the log has it; behind a translated action it stands in brackets.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Failure)
    $language = Get-GlmLanguage
    $plain = [pscustomobject]@{ Why = [string] $Failure['why']; Action = [string] $Failure['hint'] }
    if ($language -eq 'en-US') { return $plain }
    $file = [System.IO.Path]::Combine($script:GlmProjectRoot, 'contract', "errors-$language.json")
    $row = (ConvertFrom-Json ([System.IO.File]::ReadAllText($file))).errors.PSObject.Properties[[string] $Failure['id']]
    if ($null -eq $row) { return $plain }
    $action = $row.Value.action
    if ($plain.Action -and $plain.Action -cne (Get-GlmErrorEntry -Id $Failure['id']).Action) { $action = "$action ($($plain.Action))" }
    return [pscustomobject]@{ Why = $row.Value.why; Action = $action }
}
