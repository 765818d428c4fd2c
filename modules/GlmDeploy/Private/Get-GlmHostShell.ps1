function Get-GlmHostShell {
    # The PowerShell that runs this: $PSEdition is absent before 5.1, so it is asked for, not assumed.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $osBits = 32
    if ([Environment]::Is64BitOperatingSystem) { $osBits = 64 }
    return [pscustomobject]@{
        version = [string] $PSVersionTable['PSVersion']; edition = [string] $PSVersionTable['PSEdition']
        bits = [IntPtr]::Size * 8; os_bits = $osBits
        language_mode = [string] $ExecutionContext.SessionState.LanguageMode; source = '$PSVersionTable'
    }
}
