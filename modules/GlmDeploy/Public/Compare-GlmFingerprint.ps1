function Compare-GlmFingerprint {
    <#
    .SYNOPSIS
        Says what changed on the GPU side since a deployment was proved, and what must be done again.
    .DESCRIPTION
        Answers Verdict (unchanged, changed, removed, added or unknown), Changes (What, From, To, Sentence) and Redo: the
        stages to run again, in order. A new driver, GPU or driver model asks for preflight and smoke, never for packages
        or conversion; whether the new state still fits the pinned CUDA is preflight's answer. A card that only moved to
        another slot is named, and nothing is done again for it.
    .PARAMETER Recorded
        The fingerprint of the deployment (Get-GlmHostFingerprint at that time, or as read from a record); $null without a GPU.
    .PARAMETER Current
        The fingerprint of now.
    .EXAMPLE
        Compare-GlmFingerprint -Recorded $record.host.fingerprint -Current (Get-GlmHostFingerprint)
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $Recorded,
        [Parameter(Mandatory)] [AllowNull()] [object] $Current
    )
    $answer = { param($verdict, $changes, $redo) [pscustomobject]@{ Verdict = $verdict; Changes = @($changes); Redo = @($redo) } }
    $change = { param($what, $from, $to, $sentence) [pscustomobject]@{ What = $what; From = $from; To = $to; Sentence = $sentence } }
    if ($null -eq $Recorded -and $null -eq $Current) { return & $answer 'unchanged' @() @() }
    if ($null -eq $Current) {
        return & $answer 'removed' @(& $change 'gpu' (@(Get-GlmValue -InputObject $Recorded -Path 'gpu_uuids' -Default @()) -join ', ') $null 'No NVIDIA GPU answers any more.') @('preflight')
    }
    if ($null -eq $Recorded) {
        return & $answer 'added' @(& $change 'gpu' $null (@(Get-GlmValue -InputObject $Current -Path 'gpu_uuids' -Default @()) -join ', ') 'An NVIDIA GPU answers that was not there before.') @('preflight', 'smoke')
    }
    $changes = New-Object System.Collections.ArrayList
    $unknown = $false
    foreach ($field in @('driver_version', 'The driver'), @('driver_model', 'The driver model')) {
        $from = Get-GlmValue -InputObject $Recorded -Path $field[0]
        $to = Get-GlmValue -InputObject $Current -Path $field[0]
        if ("$from" -eq "$to") { continue }
        # A record holds an empty text where something was unknown.
        if (-not $from -or -not $to) { $unknown = $true }
        [void] $changes.Add((& $change $field[0] $from $to "$($field[1]) changed from $(if ($from) { $from } else { 'unknown' }) to $(if ($to) { $to } else { 'unknown' })."))
    }
    foreach ($item in Compare-GlmGpuSet -Recorded $Recorded -Current $Current) { [void] $changes.Add($item) }
    if (@($changes | Where-Object { $_.What -eq 'gpu-unknown' }).Count) { $unknown = $true }
    $real = @($changes | Where-Object { $_.What -ne 'gpu-moved' })
    if ($real.Count -eq 0) { return & $answer 'unchanged' $changes.ToArray() @() }
    return & $answer $(if ($unknown) { 'unknown' } else { 'changed' }) $changes.ToArray() @('preflight', 'smoke')
}
