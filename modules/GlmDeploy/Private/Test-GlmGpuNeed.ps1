function Test-GlmGpuNeed {
    # Whether an NVIDIA GPU is there and answers; each way of not answering has its own id and its own remedy.
    # For a profile with a GPU, 'unknown' blocks too: deploying tens of gigabytes on a guess helps nobody.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [Parameter(Mandatory)] [object] $Gpu
    )
    $rule = Get-GlmGpuStateRule -State $Gpu.state
    $remote = [bool] (Get-GlmValue -InputObject $Facts -Path 'session.remote' -Default $false)
    $others = @(@(Get-GlmValue -InputObject $Facts -Path 'adapters' -Default @()) | Where-Object { $null -ne $_ -and -not (Get-GlmValue -InputObject $_ -Path 'nvidia' -Default $false) } | ForEach-Object { $_.name })
    $names = @($Gpu.gpus | ForEach-Object { $(if ($_.name) { $_.name } else { 'a GPU without a name' }) })
    $notes = @($Gpu.notes)
    if ($others.Count -and $names.Count) { $notes += "Hybrid graphics: $($others -join ', ') drives the screen too; CUDA uses the NVIDIA GPU." }
    if ($remote) { $notes += 'This is a remote desktop session: CUDA works in it with a WDDM driver of branch 456 or newer.' }
    if (@($names | Where-Object { $_ -match 'Laptop|Max-Q' }).Count) { $notes += 'A laptop GPU: its power limit makes it slower than the desktop card of that name; keep it on mains power.' }
    if (@($Gpu.gpus | Where-Object { $_.lost }).Count) { $notes += 'One of the GPUs fell off the bus; restart Windows.' }
    if (@($Gpu.gpus | Where-Object { (Get-GlmValue $_ 'needs_reset') -or (Get-GlmValue $_ 'reset_advised') }).Count) { $notes += 'The driver asks for a reset of a GPU: restart Windows when it suits.' }
    $seen = $(if ($names.Count) { $names -join ', ' } else { $rule.observed })
    if (-not $names.Count -and $others.Count) { $seen += "; other adapters: $($others -join ', ')" }
    if ($remote -and $Gpu.state -eq 'unseen') {
        $rule = Get-GlmGpuStateRule -State 'hidden-remote'
        $seen = $rule.observed
    }
    New-GlmNeed -Id 'gpu' -Name 'NVIDIA GPU' -Status $rule.status -Observed $seen -Required 'one NVIDIA GPU that answers' -Evidence $Gpu.evidence `
        -Remedy $rule.remedy -Verdict @{ ErrorId = $rule.error_id; Blocking = ($rule.status -ne 'pass'); Notes = $notes }
}
