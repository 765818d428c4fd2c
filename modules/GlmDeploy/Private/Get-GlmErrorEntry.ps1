function Get-GlmErrorEntry {
    # The row of an error id: class, why, action, and the exit codes of both sides. An id without a row is a defect and
    # counts as 'internal'.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Id)
    $table = Get-GlmContract -Table Errors
    $known = $table.ContainsKey($Id)
    $row = $table['internal']
    if ($known) { $row = $table[$Id] }
    $exit = (Get-GlmContract -Table Exit)[$row.exit]
    return [pscustomobject]@{
        Id = $Id; Known = $known; Exit = $row.exit; Why = $row.why; Action = $row.action
        PythonCode = [int] $exit.python; WindowsCode = [int] $exit.windows
    }
}
