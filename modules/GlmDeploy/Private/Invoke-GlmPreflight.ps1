function Invoke-GlmPreflight {
    # The preflight stage: every need checked and logged, the first that blocks thrown as its error.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [pscustomobject] $Outcome
    )
    # The GPU is asked once: the needs, the fingerprint and the report then speak of the same moment.
    $Run.Facts = Get-GlmHost -Root $Run.Root
    if ($null -eq (Get-GlmValue $Run.Facts 'gpu')) { Add-Member -InputObject $Run.Facts -NotePropertyName gpu -NotePropertyValue (Get-GlmGpu -Facts $Run.Facts) -Force }
    $Run.Change = @(Get-GlmFingerprintChange -Root $Run.Root -Facts $Run.Facts)
    foreach ($sentence in $Run.Change) { Write-GlmLog -Level warning -Message $sentence }
    $needs = @(Select-GlmFallback -Run $Run -Need @(Test-GlmPreflight -Lock $Run.Lock -Root $Run.Root -Facts $Run.Facts))
    $Run.Needs = @($needs | ForEach-Object { ConvertTo-GlmNeed -Need $_ })
    foreach ($need in $Run.Needs) {
        $level = 'info'
        if ($needs | Where-Object { $_.Id -eq $need.id -and $_.Blocking }) { $level = 'error' }
        Write-GlmLog -Level $level -Message "$($need.name): $($need.status), $($need.observed)" -Field @{ id = $need.id; required = $need.required; evidence = $need.evidence }
    }
    $Run.Restart = Get-GlmRestartReason -Lock $Run.Lock -Facts $Run.Facts
    $met = @($needs | Where-Object { $_.Status -eq 'pass' }).Count
    $Outcome.reason = "$met of $($needs.Count) needs met"
    if ($Run.Fallback) { $Outcome.reason = "$($Run.Fallback); $($Outcome.reason)" }
    if ($Run.Change.Count) { $Outcome.reason += "; changed since the last proof: $($Run.Change -join ' ')" }
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
