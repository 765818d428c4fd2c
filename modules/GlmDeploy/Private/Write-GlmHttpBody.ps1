function Write-GlmHttpBody {
    # Writes what a stream gives to a file, up to the pinned size; throws TimeoutException after a silence longer than the limit,
    # and where less than 1 KiB came in twice that time: a byte now and then is no silence, but it stands still.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.IO.Stream] $Stream,
        [Parameter(Mandatory)] [System.IO.FileStream] $File,
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [long] $Size,
        [Parameter(Mandatory)] [double] $StallSeconds
    )
    $buffer = New-Object byte[] 1048576
    $seen = $File.Position
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while ($true) {
        $task = $Stream.ReadAsync($buffer, 0, $buffer.Length)
        if (-not $task.Wait([int] (1000 * $StallSeconds))) { throw (New-Object System.TimeoutException "no byte for $StallSeconds s") }
        if ($task.Result -eq 0) { return }
        $File.Write($buffer, 0, $task.Result)
        Write-GlmProgress -Message "fetch $Name" -Done $File.Position -Total $Size
        # A server that sends more than the pinned size is not listened to any longer.
        if ($File.Position -gt $Size) { return }
        if ($File.Position -lt $Size -and $clock.Elapsed.TotalSeconds -ge 2 * $StallSeconds) {
            if ($File.Position - $seen -lt 1KB) { throw (New-Object System.TimeoutException "less than 1 KiB in $(2 * $StallSeconds) s") }
            $seen = $File.Position
            $clock.Restart()
        }
    }
}
