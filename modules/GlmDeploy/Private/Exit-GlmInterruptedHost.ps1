function Exit-GlmInterruptedHost {
    # After Ctrl-C PowerShell runs finally blocks only, and a PowerShell that was started for the script alone then ends with 0
    # or 1 as it happens. Such a one is ended here, with the code of the table and the one object of -Json. A session in which
    # somebody typed the command stays: there Ctrl-C leads back to the prompt.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Answer,
        [AllowNull()] [AllowEmptyString()] [string] $ScriptPath,
        [switch] $Json,
        [string[]] $CommandLine = [System.Environment]::GetCommandLineArgs()
    )
    if (-not $ScriptPath) { return }
    $script = [System.IO.Path]::GetFileName($ScriptPath)
    if (($CommandLine -join ' ').IndexOf($script, [System.StringComparison]::OrdinalIgnoreCase) -lt 0) { return }
    if (@($CommandLine | Where-Object { $_ -match '^[-/]noe(x|xi|xit)?$' }).Count) { return }
    if ($Json) { [System.Console]::Out.WriteLine($Answer.Json) }
    [System.Environment]::Exit($Answer.ExitCode)
}
