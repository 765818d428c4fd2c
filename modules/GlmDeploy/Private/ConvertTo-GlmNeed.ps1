function ConvertTo-GlmNeed {
    # A need as contract and report carry it: plain texts, the evidence in one of them.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [pscustomobject] $Need)
    $evidence = foreach ($item in @($Need.Evidence)) {
        if ($item -is [string]) { $item; continue }
        $raw = [string] (Get-GlmValue $item 'raw' '')
        if ($raw.Length -gt 600) { $raw = $raw.Substring(0, 600) + '...' }
        "$(Get-GlmValue $item 'tool' '') $(Get-GlmValue $item 'key' ''): $raw".Trim()
    }
    return [pscustomobject]@{
        id = [string] $Need.Id; name = [string] $Need.Name; status = [string] $Need.Status; observed = [string] $Need.Observed
        required = [string] $Need.Required; evidence = (@($evidence) -join "`n"); remedy = [string] $Need.Remedy; error_id = [string] $Need.ErrorId
    }
}
