function Get-GlmAnswerFault {
    # What is wrong with the shape of a contract answer, or nothing.
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [object] $InputObject)
    if ($InputObject -isnot [System.Management.Automation.PSCustomObject]) { return 'it is no object' }
    $keys = @($InputObject.PSObject.Properties | ForEach-Object { $_.Name } | Sort-Object) -join ','
    if ($keys -cne 'contract,data,error,ok,verb') { return "its keys are $keys" }
    if ($InputObject.contract -isnot [ValueType] -or $InputObject.contract -ne $script:GlmContractVersion) { return "its contract is '$($InputObject.contract)'" }
    if ($InputObject.verb -isnot [string]) { return 'its verb is no text' }
    if ($InputObject.ok -isnot [bool]) { return "its ok is '$($InputObject.ok)'" }
    if ($InputObject.data -isnot [System.Management.Automation.PSCustomObject]) { return 'its data is no object' }
    if ($InputObject.ok) {
        if ($null -ne $InputObject.error) { return 'it is ok and has an error' }
        return
    }
    if ($InputObject.error -isnot [System.Management.Automation.PSCustomObject]) { return 'it failed without an error object' }
    $keys = @($InputObject.error.PSObject.Properties | ForEach-Object { $_.Name } | Sort-Object) -join ','
    if ($keys -cne 'context,hint,id,message') { return "the keys of its error are $keys" }
    if ($InputObject.error.id -isnot [string] -or $InputObject.error.message -isnot [string]) { return 'its error has no id or message' }
    if ($InputObject.error.context -isnot [System.Management.Automation.PSCustomObject]) { return 'the context of its error is no object' }
}
