function Save-GlmHttpPart {
    # One try of a download into the part file: resumes where the server agrees, starts anew where it does not. Throws a
    # transient error where another try may help.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Address,
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [long] $Size,
        [double] $StallSeconds = 30,
        [int[]] $RetryStatus = @(408, 425, 429, 500, 502, 503, 504)
    )
    $have = 0
    if ([System.IO.File]::Exists($Path)) { $have = (New-Object System.IO.FileInfo $Path).Length }
    if ($have -ge $Size) {
        if ($have -eq $Size) { return }
        [System.IO.File]::Delete($Path)
        $have = 0
    }
    $shown = Hide-GlmSecret -Address $Address
    if ($Address -like 'file:*') {
        $local = ([uri] $Address).LocalPath
        if (-not [System.IO.File]::Exists($local)) { throw (New-GlmErrorRecord -Id 'local-file-missing' -Message "There is no file $local." -Target $local) }
        [System.IO.File]::Copy($local, $Path, $true)
        # A copy is read-only where its source was; ours must be replaceable.
        [System.IO.File]::SetAttributes($Path, [System.IO.FileAttributes]::Normal)
        return
    }
    $request = New-GlmHttpRequest -Address $Address -From $have -LimitSeconds $StallSeconds
    $response = Get-GlmHttpResponse -Request $request -Shown $shown -RetryStatus $RetryStatus
    try {
        $mode = 'Create'
        # Only a 206 that begins where we are may be appended; everything else is the whole file.
        if ([int] $response.StatusCode -eq 206 -and [string] $response.Headers['Content-Range'] -like "bytes $have-*") { $mode = 'Append' }
        elseif ([int] $response.StatusCode -eq 206) { [System.IO.File]::Delete($Path); throw (New-GlmTransientError -Id 'download-interrupted' -Message "$shown answered with another range than asked.") }
        Copy-GlmHttpStream -Response $response -Request $request -Path $Path -Mode $mode -Size $Size -StallSeconds $StallSeconds
    }
    finally { $response.Dispose() }
}
