function Get-GlmHttpResponse {
    # The answer to a request, or an error that says whether another try may help.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Net.HttpWebRequest] $Request,
        [Parameter(Mandatory)] [string] $Shown,
        [int[]] $RetryStatus = @()
    )
    try { return $Request.GetResponse() }
    catch {
        $cause = $_.Exception
        while ($cause -isnot [System.Net.WebException] -and $null -ne $cause.InnerException) { $cause = $cause.InnerException }
        if ($cause -isnot [System.Net.WebException]) { throw }
        $response = $cause.Response
        if ($null -eq $response) {
            if ($cause.Status -eq [System.Net.WebExceptionStatus]::TrustFailure) {
                throw (New-GlmErrorRecord -Id 'tls-untrusted' -Message "${Shown}: $($cause.GetBaseException().Message)")
            }
            throw (New-GlmTransientError -Id 'network-unreachable' -Message "$Shown does not answer: $($cause.GetBaseException().Message)")
        }
        $status = [int] $response.StatusCode
        $after = 0.0
        [void] [double]::TryParse([string] $response.Headers['Retry-After'], [ref] $after)
        $response.Dispose()
        if ($status -in $RetryStatus) { throw (New-GlmTransientError -Id 'http-status' -Message "$Shown answered with status $status." -RetryAfter $after) }
        if ($status -in 401, 403, 407) { throw (New-GlmErrorRecord -Id 'http-auth' -Message "$Shown answered with status $status.") }
        throw (New-GlmErrorRecord -Id 'http-status' -Message "$Shown answered with status $status.")
    }
}
