function Test-GlmShellNeed {
    # PowerShell itself: version, language mode, and 64 bits on a 64-bit Windows (a 32-bit host sees other folders and keys).
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [object] $Facts)
    $version = [string] (Get-GlmValue -InputObject $Facts -Path 'powershell.version' -Default '')
    $edition = [string] (Get-GlmValue -InputObject $Facts -Path 'powershell.edition' -Default '')
    $mode = [string] (Get-GlmValue -InputObject $Facts -Path 'powershell.language_mode' -Default '')
    $bits = Get-GlmValue -InputObject $Facts -Path 'powershell.bits'
    $osBits = Get-GlmValue -InputObject $Facts -Path 'powershell.os_bits'
    $compared = Compare-GlmVersion -Observed ($version -replace '[^\d.].*$', '') -Required '5.1'
    $status = $(if ($null -eq $compared) { 'unknown' } elseif ($compared -lt 0) { 'fail' } else { 'pass' })
    New-GlmNeed -Id 'powershell' -Name 'PowerShell' -Status $status -Observed "$version $edition".Trim() -Required '5.1 or newer' `
        -Evidence (New-GlmEvidence -Tool '$PSVersionTable' -Key 'PSVersion, PSEdition' -Raw "$version $edition") `
        -Remedy 'Install Windows Management Framework 5.1 or PowerShell 7.' -Verdict @{ ErrorId = 'powershell-too-old'; Blocking = ($status -eq 'fail') }
    $status = $(if (-not $mode) { 'unknown' } elseif ($mode -ne 'FullLanguage') { 'fail' } else { 'pass' })
    New-GlmNeed -Id 'language-mode' -Name 'PowerShell language mode' -Status $status -Observed $mode -Required 'FullLanguage' `
        -Evidence (New-GlmEvidence -Tool 'PowerShell' -Key 'SessionState.LanguageMode' -Raw $mode) `
        -Remedy 'Have the application control policy (WDAC, AppLocker) allow these scripts, for example by signing them.' -Verdict @{ ErrorId = 'language-mode'; Blocking = ($status -eq 'fail') }
    $status = $(if ($null -eq $bits -or $null -eq $osBits) { 'unknown' } elseif ([int] $bits -lt [int] $osBits -or [int] $osBits -lt 64) { 'fail' } else { 'pass' })
    New-GlmNeed -Id 'bitness' -Name '64-bit process' -Status $status -Observed "$bits-bit PowerShell on a $osBits-bit Windows" -Required '64-bit PowerShell on a 64-bit Windows' `
        -Evidence (New-GlmEvidence -Tool '.NET' -Key 'IntPtr.Size, Is64BitOperatingSystem' -Raw "$bits, $osBits") `
        -Remedy 'Start the 64-bit PowerShell: %SystemRoot%\Sysnative\WindowsPowerShell\v1.0\powershell.exe from a 32-bit program.' -Verdict @{ ErrorId = 'host-32-bit'; Blocking = ($status -eq 'fail') }
}
