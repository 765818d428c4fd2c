function ConvertFrom-GlmNvidiaSmiReport {
    # The report of 'nvidia-smi -q' for people ('==NVSMI LOG=='), and the few lines of 'nvidia-smi --version'. Fields are found by
    # the sections that they stand in, which the indentation shows. Since release 610 the old version fields carry a remark that
    # they are deprecated, and KMD and CUDA UMD say the same anew.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $start = $Text.IndexOf('=NVSMI LOG=', [StringComparison]::Ordinal)
    if ($start -lt 0 -and $Text -notmatch '(?m)^[ \t]*NVIDIA-SMI version[ \t]*:') { return $null }
    # A report that is repeated (-l) counts once. A last line that no line feed ends may be cut in the middle of a number.
    $body = $Text.Substring([Math]::Max($start, 0))
    $again = $body.IndexOf('=NVSMI LOG=', 1, [StringComparison]::Ordinal)
    if ($again -gt 0) { $body = $body.Substring(0, $again) }
    $whole = $body.EndsWith("`n", [StringComparison]::Ordinal)
    $body = $body.Substring(0, $body.LastIndexOf([char] 10) + 1)
    $version = {
        param($names, $shape)
        foreach ($name in $names) {
            $found = [regex]::Match($body, "(?im)^[ \t]*$name version[ \t]*:[ \t]*($shape)[ \t]*(\[[^\]\n]*\])?\r?$")
            if ($found.Success) { return $found.Groups[1].Value }
        }
    }
    $blocks = New-Object System.Collections.ArrayList
    foreach ($line in ($body -split '\r?\n', 20001 | Where-Object { $_.Length -le 400 })) {
        if ($line -match '^(\s*)GPU ([0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f])\s*$') {
            if ($blocks.Count -eq 64) { break }
            [void] $blocks.Add(@{ Bus = $Matches[2]; Indent = $Matches[1].Length; Lines = New-Object System.Collections.ArrayList })
        }
        elseif ($blocks.Count) { [void] $blocks[$blocks.Count - 1].Lines.Add($line) }
    }
    $gpus = @($blocks | ForEach-Object { ConvertFrom-GlmNvidiaSmiReportGpu -Line $_.Lines.ToArray() -Indent $_.Indent -BusId $_.Bus })
    for ($i = 0; $i -lt $gpus.Count; $i++) { $gpus[$i].index = $i }
    $attached = [regex]::Match($body, '(?m)^[ \t]*Attached GPUs[ \t]*:[ \t]*(\d{1,3})[ \t]*\r?$')
    $count = $(if ($attached.Success) { [int] $attached.Groups[1].Value })
    return [pscustomobject]@{
        format = 'report'; driver_version = & $version @('KMD', 'Driver') '\d{1,4}(?:\.\d{1,4}){1,3}'; cuda_version = & $version @('CUDA UMD', 'CUDA') '\d{1,2}\.\d{1,2}'
        attached = $count; gpus = $gpus; notes = @(); truncated = (-not $whole -or ($start -ge 0 -and ($null -eq $count -or $count -gt $gpus.Count)))
    }
}
