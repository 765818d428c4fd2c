function New-GlmRequest {
    # The envelope that every request of this half has.
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object, changes no state.')]
    param(
        [Parameter(Mandatory)] [string] $Verb,
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Folder,
        [string] $RunId = (New-GlmRunId)
    )
    return [ordered]@{
        contract = $script:GlmContractVersion; verb = $Verb; run_id = $RunId; profile = $Lock.profile; root = $Root
        lock = $Lock.Path; environment = $Folder
    }
}
