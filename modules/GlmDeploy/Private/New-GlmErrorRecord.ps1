function New-GlmErrorRecord {
    # An error with the four fields that every failure carries: stable id, category, message with the observed value,
    # recommended action. Throw what comes back. Data of the exception: GlmId, GlmHint, GlmContext.
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object, changes no state.')]
    param(
        [Parameter(Mandatory)] [string] $Id,
        [Parameter(Mandatory)] [string] $Message,
        [AllowNull()] [AllowEmptyString()] [string] $Hint,
        [AllowNull()] [object] $Context,
        [AllowNull()] [object] $Target
    )
    $entry = Get-GlmErrorEntry -Id $Id
    $action = $entry.Action
    if ($Hint) { $action = $Hint }
    $categories = @{
        usage = 'InvalidArgument'; manifest = 'InvalidData'; host = 'NotInstalled'; gpu = 'DeviceError'; driver = 'DeviceError'
        disk = 'ResourceUnavailable'; root = 'PermissionDenied'; python = 'NotInstalled'; network = 'ConnectionError'
        integrity = 'SecurityError'; packages = 'InvalidResult'; contract = 'ProtocolError'; interrupted = 'OperationStopped'
        busy = 'ResourceBusy'
    }
    $category = 'NotSpecified'
    if ($categories.ContainsKey($entry.Exit)) { $category = $categories[$entry.Exit] }
    $exception = New-Object System.InvalidOperationException $Message
    $exception.Data['GlmId'] = $Id
    $exception.Data['GlmHint'] = $action
    $exception.Data['GlmContext'] = $Context
    $record = New-Object System.Management.Automation.ErrorRecord $exception, $Id, $category, $Target
    $record.ErrorDetails = New-Object System.Management.Automation.ErrorDetails $Message
    $record.ErrorDetails.RecommendedAction = $action
    return $record
}
