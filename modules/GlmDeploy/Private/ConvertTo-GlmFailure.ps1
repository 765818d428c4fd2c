function ConvertTo-GlmFailure {
    # What a caught error means to the user: id, message, context, hint, why, class and Windows exit code. Of what
    # nobody foresaw, a full disk and a refused permission are recognised; the rest is 'internal' with its place.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [System.Management.Automation.ErrorRecord] $ErrorRecord)
    $cause = $ErrorRecord.Exception
    while ($null -ne $cause.InnerException -and -not $cause.Data.Contains('GlmId')) { $cause = $cause.InnerException }
    $context = $null
    $hint = $null
    if ($cause.Data.Contains('GlmId')) {
        $id = [string] $cause.Data['GlmId']
        $message = $cause.Message
        $hint = $cause.Data['GlmHint']
        $context = $cause.Data['GlmContext']
    }
    else {
        $id = Get-GlmExceptionId -Exception $cause
        $message = $cause.Message
        if ($id -eq 'internal') { $message = "$($cause.GetType().Name): $($cause.Message)" }
        $context = @{ where = "$($ErrorRecord.InvocationInfo.ScriptName):$($ErrorRecord.InvocationInfo.ScriptLineNumber)" }
    }
    $entry = Get-GlmErrorEntry -Id $id
    if (-not $hint) { $hint = $entry.Action }
    if ($null -eq $context) { $context = @{} }
    return [pscustomobject]@{
        Id = $id; Message = $message; Context = $context; Hint = [string] $hint; Why = $entry.Why
        Exit = $entry.Exit; ExitCode = $entry.WindowsCode
    }
}
