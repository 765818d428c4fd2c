function Invoke-GlmNvidiaSmi {
    # One call of nvidia-smi with a time and an output limit (a driver in trouble makes it hang or repeat itself), answered
    # as text, state and evidence.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [string[]] $Argument,
        [int] $TimeLimitSeconds = 20
    )
    $answer = Invoke-GlmProcess -FilePath $Path -ArgumentList $Argument -TimeLimitSeconds $TimeLimitSeconds -OutputLimitBytes 2MB
    $bytes = Get-GlmValue -InputObject $answer -Path 'StandardOutputBytes' -Whole
    $text = $(if ($bytes) { ConvertFrom-GlmNvidiaSmiByte -Bytes $bytes } else { [string] (Get-GlmValue -InputObject $answer -Path 'StandardOutput' -Default '') })
    # Colours of a wrapper and the carriage returns of a terminal belong to no answer.
    $text = [regex]::Replace($text.Replace("`0", ''), '\x1b\[[0-9;?]*[A-Za-z]', '') -replace '\r+\n?', "`n"
    $errors = [string] (Get-GlmValue -InputObject $answer -Path 'StandardError' -Default '')
    $facts = [pscustomobject]@{
        Started = [bool] (Get-GlmValue -InputObject $answer -Path 'Started' -Default $true); TimedOut = [bool] (Get-GlmValue -InputObject $answer -Path 'TimedOut' -Default $false)
        ExitCode = Get-GlmValue -InputObject $answer -Path 'ExitCode'; Truncated = [bool] (Get-GlmValue -InputObject $answer -Path 'Truncated' -Default $false)
    }
    $state = Get-GlmNvidiaSmiState -Answer $facts -Text "$text`n$errors"
    $end = $(if ($facts.TimedOut) { 'time limit reached' } elseif ($facts.Truncated) { 'output limit reached' } else { "exit $($facts.ExitCode)" })
    $shown = "${end}: " + ("$errors $text").Trim()
    return [pscustomobject]@{
        state = $state; exit_code = $facts.ExitCode; text = $text; errors = $errors
        evidence = New-GlmEvidence -Tool $Path -Key ($Argument -join ' ') -Raw $shown
    }
}
