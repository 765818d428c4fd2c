function Write-GlmBundle {
    # Writes the pieces of a support bundle as a zip, each text filtered, up to the limit; -Answer gets Files and LeftOut.
    # Names in the zip are filtered too. Only text is packed: a file with zero bytes in it is named and left out.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseCompatibleTypes', '', Justification = 'The assembly comes with .NET 4.5 and is loaded below.')]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [object[]] $Piece,
        [Parameter(Mandatory)] [long] $LimitBytes,
        [Parameter(Mandatory)] [pscustomobject] $Answer
    )
    Add-Type -AssemblyName System.IO.Compression
    $names = Get-GlmIdentityName
    $utf8 = New-Object System.Text.UTF8Encoding $false
    $left = $LimitBytes
    $stream = New-Object System.IO.FileStream $Path, 'CreateNew', 'Write', 'None'
    try {
        $zip = New-Object System.IO.Compression.ZipArchive $stream, ([System.IO.Compression.ZipArchiveMode]::Create)
        try {
            $add = {
                param($name, $bytes)
                $out = $zip.CreateEntry($name).Open()
                try { $out.Write($bytes, 0, $bytes.Length) } finally { $out.Dispose() }
                $Answer.Files += $name
            }
            foreach ($one in $Piece) {
                $name = Hide-GlmIdentity -Text $one.Name -Name $names
                $reason = $one.Reason
                if (-not $reason) {
                    $read = Read-GlmBundleText -Piece $one -LimitBytes $left
                    $reason = $read.Reason
                    if ($null -ne $read.Text) {
                        $bytes = $utf8.GetBytes((Hide-GlmIdentity -Text $read.Text -Name $names))
                        $left -= $bytes.Length
                        & $add $name $bytes
                    }
                }
                if ($reason) { $Answer.LeftOut += [pscustomobject]@{ Name = $name; Reason = Hide-GlmIdentity -Text $reason -Name $names } }
            }
            $list = @('In this bundle:') + $Answer.Files + @('', 'Left out:') + @($Answer.LeftOut | ForEach-Object { "$($_.Name): $($_.Reason)" })
            & $add 'contents.txt' $utf8.GetBytes(($list -join "`r`n") + "`r`n")
        }
        finally { $zip.Dispose() }
    }
    finally { $stream.Dispose() }
}
