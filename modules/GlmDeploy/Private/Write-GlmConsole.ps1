function Write-GlmConsole {
    # A line for a person. Nothing with -Quiet; on standard error with -Json, whose standard output belongs to the one
    # object. Colours only where PowerShell's host draws them.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingWriteHost', '', Justification = 'The one place that writes for people.')]
    param(
        [Parameter(Position = 0)] [AllowEmptyString()] [string] $Line = '',
        [System.ConsoleColor] $Color = [System.ConsoleColor]::Gray
    )
    $mode = 'Normal'
    if ($null -ne $script:GlmLog) { $mode = $script:GlmLog.Console }
    if ($mode -eq 'Quiet') { return }
    Clear-GlmProgress
    if ($mode -eq 'Json') { [System.Console]::Error.WriteLine($Line); return }
    if ($Color -eq [System.ConsoleColor]::Gray) { Write-Host $Line }
    else { Write-Host $Line -ForegroundColor $Color }
}
