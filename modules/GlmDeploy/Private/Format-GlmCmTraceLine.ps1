function Format-GlmCmTraceLine {
    # One record as CMTrace reads it: message, local time with the bias (UTC minus local, in minutes), component, type.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Message,
        [AllowEmptyString()] [string] $Component = 'deploy',
        [ValidateSet('debug', 'info', 'warning', 'error', 'progress')] [string] $Level = 'info',
        [datetime] $Time = [datetime]::Now
    )
    $type = 1
    if ($Level -eq 'warning') { $type = 2 }
    if ($Level -eq 'error') { $type = 3 }
    if (-not $Component) { $Component = 'deploy' }
    if ($Component.Length -gt 100) { $Component = $Component.Substring(0, 100) }
    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    $bias = -[int] [System.TimeZoneInfo]::Local.GetUtcOffset($Time).TotalMinutes
    $sign = '+'
    if ($bias -lt 0) { $sign = '-' }
    $stamp = $Time.ToString('HH:mm:ss.fff', $culture) + $sign + [Math]::Abs($bias).ToString('00', $culture)
    # The end mark inside a message would end the record.
    $safe = $Message.Replace(']LOG]!>', ']LOG]! >')
    return ('<![LOG[{0}]LOG]!><time="{1}" date="{2}" component="{3}" context="" type="{4}" thread="{5}" file="">' -f
        $safe, $stamp, $Time.ToString('MM-dd-yyyy', $culture), $Component.Replace('"', "'"), $type, $PID)
}
