function Get-GlmRetryPause {
    # Seconds to wait after so many failed tries: exponential, capped, spread by chance, and never shorter than what the
    # server asked for (at most five minutes). The same rule as glm_deploy.retry.
    [CmdletBinding()]
    [OutputType([double])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Policy,
        [Parameter(Mandatory)] [int] $Failed,
        [double] $RetryAfter = 0,
        [double] $Chance = 0.5
    )
    $plain = [double] $Policy.cap_s
    if ($Failed -le 64) { $plain = [Math]::Min($plain, $Policy.base_s * [Math]::Pow($Policy.factor, $Failed - 1)) }
    $jittered = $plain * (1 + $Policy.jitter * (2 * $Chance - 1))
    return [Math]::Max($jittered, [Math]::Min($RetryAfter, 300.0))
}
