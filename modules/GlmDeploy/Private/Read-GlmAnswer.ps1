function Read-GlmAnswer {
    # Reads what a contract call came to, in this order: started, in time, known exit code, exactly one object, right
    # shape, verb echoed, code and object agree. Each break has its own id.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Answer,
        [Parameter(Mandatory)] [string] $Verb,
        [Parameter(Mandatory)] [string] $Interpreter,
        [Parameter(Mandatory)] [double] $LimitSeconds
    )
    if (-not $Answer.Started) {
        throw (New-GlmErrorRecord -Id 'contract-not-started' -Message "$Interpreter could not be started: $($Answer.Problem)")
    }
    if ($Answer.TimedOut) {
        throw (New-GlmErrorRecord -Id 'contract-timeout' -Message "The verb $Verb did not end within $LimitSeconds s; it was ended with all that it had started.")
    }
    $code = $Answer.ExitCode
    if (@((Get-GlmContract -Table Exit).Values | Where-Object { [int] $_.python -eq $code }).Count -ne 1) {
        throw (New-GlmErrorRecord -Id 'contract-exit-code' -Message "The verb $Verb ended with exit code $code, which the contract does not know." -Context @{ exit_code = $code })
    }
    $lines = @($Answer.StandardOutput.Split("`n") | Where-Object { $_.Trim() -ne '' })
    if ($lines.Count -ne 1) {
        throw (New-GlmErrorRecord -Id 'contract-not-one-object' -Message "The verb $Verb wrote $($lines.Count) lines on stdout, expected one object." -Context @{ exit_code = $code })
    }
    try { $object = ConvertFrom-Json $lines[0] }
    catch { throw (New-GlmErrorRecord -Id 'contract-not-json' -Message "The verb $Verb answered with something that is not JSON: $($_.Exception.Message)") }
    Assert-GlmAnswerShape -InputObject $object -Verb $Verb
    if ($object.ok -ne ($code -eq 0)) {
        throw (New-GlmErrorRecord -Id 'contract-exit-code' -Message "The verb $Verb said ok = $($object.ok) but ended with exit code $code." -Context @{ exit_code = $code })
    }
    if ($object.ok) { return $object.data }
    $context = @{}
    foreach ($property in $object.error.context.PSObject.Properties) { $context[$property.Name] = $property.Value }
    $record = New-GlmErrorRecord -Id $object.error.id -Message $object.error.message -Hint $object.error.hint -Context $context
    $record.Exception.Data['GlmPartialData'] = $object.data
    throw $record
}
