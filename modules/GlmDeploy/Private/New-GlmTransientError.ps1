function New-GlmTransientError {
    # An error worth another try, as Invoke-GlmWithRetry knows it.
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object, changes no state.')]
    param(
        [Parameter(Mandatory)] [string] $Id,
        [Parameter(Mandatory)] [string] $Message,
        [double] $RetryAfter = 0,
        [switch] $Progressed
    )
    $record = New-GlmErrorRecord -Id $Id -Message $Message
    $record.Exception.Data['GlmTransient'] = $true
    $record.Exception.Data['GlmRetryAfter'] = $RetryAfter
    $record.Exception.Data['GlmProgressed'] = [bool] $Progressed
    return $record
}
