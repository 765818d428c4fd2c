function Assert-GlmAnswerShape {
    # Refuses an answer whose object is not exactly the contract's, or that answers another verb.
    [CmdletBinding()]
    param(
        [AllowNull()] [object] $InputObject,
        [Parameter(Mandatory)] [string] $Verb
    )
    $fault = Get-GlmAnswerFault -InputObject $InputObject
    if ($fault) {
        throw (New-GlmErrorRecord -Id 'contract-shape' -Message "The verb $Verb answered with an object of another shape: $fault.")
    }
    # A request that could not even be read is answered for the verb 'unknown'; that answer is always a failure.
    if ($InputObject.verb -ne $Verb -and ($InputObject.ok -or $InputObject.verb -ne 'unknown')) {
        throw (New-GlmErrorRecord -Id 'contract-verb' -Message "The verb $Verb was asked, '$($InputObject.verb)' answered.")
    }
}
