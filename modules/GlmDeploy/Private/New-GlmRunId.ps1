function New-GlmRunId {
    # The name of a run: its start in UTC, and six random digits.
    [CmdletBinding()]
    [OutputType([string])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes a text, changes no state.')]
    param()
    $start = [datetime]::UtcNow.ToString('yyyyMMddTHHmmssZ', [System.Globalization.CultureInfo]::InvariantCulture)
    return "$start-$([guid]::NewGuid().ToString('N').Substring(0, 6))"
}
