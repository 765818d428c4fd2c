function Invoke-GlmPreflight {
    # The preflight stage: every need checked and logged, the first that blocks thrown as its error.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [pscustomobject] $Outcome
    )
    $facts = Get-GlmHost -Root $Run.Root
    $needs = @(Test-GlmPreflight -Lock $Run.Lock -Root $Run.Root -Facts $facts)
    $Run.Facts = $facts
    $Run.Needs = @($needs | ForEach-Object { ConvertTo-GlmNeed -Need $_ })
    foreach ($need in $Run.Needs) {
        $level = 'info'
        if ($needs | Where-Object { $_.Id -eq $need.id -and $_.Blocking }) { $level = 'error' }
        Write-GlmLog -Level $level -Message "$($need.name): $($need.status), $($need.observed)" -Field @{ id = $need.id; required = $need.required; evidence = $need.evidence }
    }
    $met = @($needs | Where-Object { $_.Status -eq 'pass' }).Count
    $Outcome.reason = "$met of $($needs.Count) needs met"
    foreach ($status in 'fail', 'unknown') {
        $names = @($needs | Where-Object { $_.Status -eq $status -and -not $_.Blocking } | ForEach-Object { $_.Name })
        if ($names.Count) { $Outcome.reason += "; $(@{ fail = 'advice on'; unknown = 'unknown' }[$status]): $($names -join ', ')" }
    }
    $blocking = @($needs | Where-Object { $_.Blocking })
    if ($blocking.Count -eq 0) { return }
    $first = $blocking[0]
    $evidence = (ConvertTo-GlmNeed -Need $first).evidence
    throw (New-GlmErrorRecord -Id $first.ErrorId -Message "$($first.Name): $($first.Observed); required: $($first.Required)." -Hint $first.Remedy -Context @{ need = $first.Id; evidence = $evidence })
}
