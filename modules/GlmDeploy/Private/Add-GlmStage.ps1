function Add-GlmStage {
    # Keeps a finished stage and shows it; a stage that is known already is not repeated. -Logged: the model half's
    # own event is in the log already.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Run,
        [Parameter(Mandatory)] [pscustomobject] $Stage,
        [switch] $Logged
    )
    if (@($Run.Stages | Where-Object { $_.name -eq $Stage.name }).Count) { return }
    $Run.Stages.Add($Stage)
    $look = @{ done = @('+', 'Green'); skipped = @('=', 'DarkCyan'); failed = @('x', 'Red') }[[string] $Stage.status]
    $reason = ([string] $Stage.reason).Split("`n")[0].Trim()
    if ($reason.Length -gt 96) { $reason = $reason.Substring(0, 93) + '...' }
    $seconds = ([double] $Stage.seconds).ToString('0.0', [System.Globalization.CultureInfo]::InvariantCulture)
    $status = Get-GlmText ([string] $Stage.status)
    # A Chinese character takes two columns of a console.
    $status = $status.PadRight(8 - [regex]::Matches($status, '[\u2E80-\uFF60]').Count)
    Write-GlmConsole ('  {0} {1,-12}{2,7} s  {3}{4}' -f $look[0], $Stage.name, $seconds, $status, $reason) -Color $look[1]
    if ($Logged) { return }
    Write-GlmLog -Message "$($Stage.name): $($Stage.status), $reason" -Field @{ stage_result = $Stage }
}
