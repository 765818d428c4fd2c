function ConvertTo-GlmUtcTime {
    # A time from JSON as UTC: PowerShell 7 has made a time of it already, 5.1 left the text. Nothing where it is neither.
    [CmdletBinding()]
    [OutputType([datetime])]
    param([AllowNull()] [object] $Value)
    if ($Value -is [datetime]) { return $Value.ToUniversalTime() }
    $time = [datetimeoffset]::MinValue
    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    if ([datetimeoffset]::TryParse([string] $Value, $culture, [System.Globalization.DateTimeStyles]::AssumeUniversal, [ref] $time)) { return $time.UtcDateTime }
}
