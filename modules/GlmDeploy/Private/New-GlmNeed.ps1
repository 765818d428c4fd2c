function New-GlmNeed {
    # One line of the preflight table. An unknown blocks only where its rule says so; a pass never does.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object in memory.')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Id,
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [ValidateSet('pass', 'fail', 'unknown')] [string] $Status,
        [AllowEmptyString()] [string] $Observed = '',
        [AllowEmptyString()] [string] $Required = '',
        [AllowNull()] [object[]] $Evidence = @(),
        [AllowEmptyString()] [string] $Remedy = '',
        [hashtable] $Verdict = @{}
    )
    $errorId = $null
    if ($Status -ne 'pass' -and $Verdict.ContainsKey('ErrorId')) { $errorId = $Verdict['ErrorId'] }
    return [pscustomobject]@{
        PSTypeName = 'GlmDeploy.Need'
        Id = $Id; Name = $Name; Status = $Status; Observed = $Observed; Required = $Required
        Evidence = @($Evidence | Where-Object { $null -ne $_ }); Remedy = $(if ($Status -eq 'pass') { '' } else { $Remedy })
        ErrorId = $errorId; Blocking = ($Status -ne 'pass' -and [bool] $Verdict['Blocking'])
        Notes = @($Verdict['Notes'] | Where-Object { $_ })
    }
}
