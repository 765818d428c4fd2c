function Read-GlmBundleText {
    # The text of a piece, also of a log that a run is writing; of a long one the end, which tells how it came out. Answers
    # Text ($null when it stays out) and Reason (why it, or a part of it, stays out).
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Piece,
        [Parameter(Mandatory)] [long] $LimitBytes,
        [int] $FileLimitBytes = 4MB
    )
    $answer = [pscustomobject]@{ Text = $Piece.Text; Reason = '' }
    # The last few bytes of a file tell nothing.
    if ($LimitBytes -lt 4KB) { $answer.Text = $null; $answer.Reason = 'the limit of the bundle was reached'; return $answer }
    $room = [int] [Math]::Min($LimitBytes, $FileLimitBytes)
    if ($null -ne $answer.Text) {
        if ($answer.Text.Length -gt $room) { $answer.Text = $null; $answer.Reason = 'the limit of the bundle was reached' }
        return $answer
    }
    try { $file = New-Object System.IO.FileStream $Piece.File, 'Open', 'Read', 'ReadWrite, Delete' }
    catch { $answer.Reason = "cannot be read: $($_.Exception.GetBaseException().Message)"; return $answer }
    try {
        $length = $file.Length
        if ($length -gt $room) { [void] $file.Seek($length - $room, [System.IO.SeekOrigin]::Begin) }
        $bytes = New-Object byte[] ([int] [Math]::Min($length, $room))
        $count = 0
        while ($count -lt $bytes.Length) {
            $read = $file.Read($bytes, $count, $bytes.Length - $count)
            if ($read -le 0) { break }
            $count += $read
        }
    }
    finally { $file.Dispose() }
    if ([array]::IndexOf($bytes, [byte] 0, 0, $count) -ge 0) { $answer.Reason = 'it is no text'; return $answer }
    $answer.Text = [System.Text.Encoding]::UTF8.GetString($bytes, 0, $count).TrimStart([char] 0xFEFF)
    if ($length -gt $room) {
        # A line that was cut in two could show the end of a secret whose beginning tells the filter what it is.
        $answer.Text = $answer.Text.Substring($answer.Text.IndexOf([char] 10) + 1)
        $answer.Reason = "its first $($length - $room) bytes"
    }
    return $answer
}
