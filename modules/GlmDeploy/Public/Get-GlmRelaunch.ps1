function Get-GlmRelaunch {
    <#
    .SYNOPSIS
    Says how a script that runs in a 32-bit PowerShell is started again in the 64-bit one.
    .DESCRIPTION
    Answers nothing in a 64-bit process, on a 32-bit Windows, and where the 64-bit Windows PowerShell is not to be seen; else
    its path (through Sysnative, which only 32-bit programs see) and the arguments that hand everything over: each value
    quoted for PowerShell's own parser, so that blanks, brackets, apostrophes and letters of any language arrive as they are.
    The exit code comes back as the process's own.
    .PARAMETER ScriptPath
    The script to start again.
    .PARAMETER Bound
    What it was given: $PSBoundParameters.
    .PARAMETER Shell
    Facts of the PowerShell that runs (bits, os_bits) instead of this one's.
    .PARAMETER HostPath
    The PowerShell to start instead of the 64-bit Windows PowerShell.
    .EXAMPLE
    Get-GlmRelaunch -ScriptPath $PSCommandPath -Bound $PSBoundParameters
    .OUTPUTS
    One object, FilePath and ArgumentList, or nothing.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $ScriptPath,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Bound,
        [object] $Shell = (Get-GlmHostShell),
        [string] $HostPath = [System.IO.Path]::Combine([string] [Environment]::GetEnvironmentVariable('SystemRoot'), 'Sysnative', 'WindowsPowerShell', 'v1.0', 'powershell.exe')
    )
    if ([int] $Shell.bits -ne 32 -or [int] $Shell.os_bits -ne 64) { return }
    if (-not [System.IO.File]::Exists($HostPath)) { return }
    # PowerShell takes typographic apostrophes for its own. A double quote would end the whole argument in Windows PowerShell's
    # hands; as an expression it does not.
    $quote = {
        param($value)
        $text = "'" + [regex]::Replace([string] $value, "['\u2018-\u201B]", '$0$0') + "'"
        if ($text.Contains('"')) { $text = '(' + $text.Replace('"', "' + [char] 34 + '") + ')' }
        $text
    }
    $words = @('&', (& $quote $ScriptPath))
    foreach ($name in @($Bound.Keys | Sort-Object)) {
        $value = $Bound[$name]
        if ($value -is [System.Management.Automation.SwitchParameter] -or $value -is [bool]) { $words += "-${name}:`$$([bool] $value)" }
        else { $words += "-$name"; $words += @($value | ForEach-Object { & $quote $_ }) -join ',' }
    }
    $command = ($words -join ' ') + '; exit $LASTEXITCODE'
    return [pscustomobject]@{ FilePath = $HostPath; ArgumentList = @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-OutputFormat', 'Text', '-Command', $command) }
}
