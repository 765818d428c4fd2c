function Copy-GlmHttpStream {
    # Writes an answer's body to the part file; a silence longer than the limit, or an early end, is a transient error. Only a MiB,
    # or a sixteenth of a smaller file, is progress: a server of single bytes would hold the download for ever.
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
    $enough = [Math]::Min(1MB, [Math]::Max(1, [Math]::Floor($Size / 16)))
    try { Write-GlmHttpBody -Stream $stream -File $file -Name $name -Size $Size -StallSeconds $StallSeconds }
    catch {
        $cause = $_.Exception.GetBaseException()
        if (($cause.HResult -band 0xFFFF) -in 39, 112) { throw (New-GlmErrorRecord -Id 'disk-full' -Message "The disk is full while writing $Path." -Target $Path) }
        throw (New-GlmTransientError -Id 'download-interrupted' -Message "$shown was cut off after $($file.Position) of $Size bytes: $($cause.Message)." -Progressed:($file.Position - $began -ge $enough))
    }
    finally {
        $done = $file.Position
        $file.Dispose()
        $Request.Abort()
    }
    if ($done -lt $Size -and $Response.ContentLength -ge 0 -and $done - $began -lt $Response.ContentLength) {
        throw (New-GlmTransientError -Id 'download-interrupted' -Message "$shown was cut off after $done of $Size bytes." -Progressed:($done - $began -ge $enough))
    }
}
