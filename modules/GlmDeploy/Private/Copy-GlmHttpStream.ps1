function Copy-GlmHttpStream {
    # Writes an answer's body to the part file; a silence longer than the limit, or an early end, is a transient error.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Net.HttpWebResponse] $Response,
        [Parameter(Mandatory)] [System.Net.HttpWebRequest] $Request,
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [ValidateSet('Create', 'Append')] [string] $Mode,
        [Parameter(Mandatory)] [long] $Size,
        [Parameter(Mandatory)] [double] $StallSeconds
    )
    $shown = Hide-GlmSecret -Address ([string] $Request.RequestUri)
    $stream = $Response.GetResponseStream()
    $file = New-Object System.IO.FileStream $Path, $Mode, 'Write', 'Read'
    $began = $file.Position
    $name = [System.IO.Path]::GetFileNameWithoutExtension($Path)
    $buffer = New-Object byte[] 1048576
    try {
        while ($true) {
            $task = $stream.ReadAsync($buffer, 0, $buffer.Length)
            if (-not $task.Wait([int] (1000 * $StallSeconds))) { throw (New-Object System.TimeoutException "no byte for $StallSeconds s") }
            if ($task.Result -eq 0) { break }
            $file.Write($buffer, 0, $task.Result)
            Write-GlmProgress -Message "fetch $name" -Done $file.Position -Total $Size
            # A server that sends more than the pinned size is not listened to any longer.
            if ($file.Position -gt $Size) { break }
        }
    }
    catch {
        $cause = $_.Exception.GetBaseException()
        if (($cause.HResult -band 0xFFFF) -in 39, 112) { throw (New-GlmErrorRecord -Id 'disk-full' -Message "The disk is full while writing $Path." -Target $Path) }
        throw (New-GlmTransientError -Id 'download-interrupted' -Message "$shown was cut off after $($file.Position) of $Size bytes: $($cause.Message)." -Progressed:($file.Position -gt $began))
    }
    finally {
        $done = $file.Position
        $file.Dispose()
        $Request.Abort()
    }
    if ($done -lt $Size -and $Response.ContentLength -ge 0 -and $done - $began -lt $Response.ContentLength) {
        throw (New-GlmTransientError -Id 'download-interrupted' -Message "$shown was cut off after $done of $Size bytes." -Progressed:($done -gt $began))
    }
}
