function Get-GlmAddressFault {
    # Why an address gives no file, or nothing where it does. Only the head of the answer is read.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [string] $Address,
        [double] $LimitSeconds = 5
    )
    if ($Address -like 'file:*') {
        $local = ([uri] $Address).LocalPath
        if ([System.IO.File]::Exists($local)) { return }
        return "there is no file $local"
    }
    try {
        $request = New-GlmHttpRequest -Address $Address -LimitSeconds $LimitSeconds
        $request.Method = 'HEAD'
        $response = Get-GlmHttpResponse -Request $request -Shown (Hide-GlmSecret -Address $Address)
        $response.Dispose()
    }
    catch { return $_.Exception.Message.TrimEnd('.') }
}
