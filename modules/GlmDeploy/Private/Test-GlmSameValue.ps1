function Test-GlmSameValue {
    # Two stored values are the same when existence, kind and every byte are.
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)] [object] $Left,
        [Parameter(Mandatory)] [object] $Right
    )
    if ($Left.exists -ne $Right.exists) { return $false }
    if (-not $Left.exists) { return $true }
    return ($Left.kind -eq $Right.kind -and [Convert]::ToBase64String($Left.bytes) -ceq [Convert]::ToBase64String($Right.bytes))
}
