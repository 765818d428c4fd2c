function Move-GlmFile {
    # Renames a file over another one, in one step. Waits for a virus scanner or an indexer that holds it for a moment.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; its public callers ask.')]
    param(
        [Parameter(Mandatory)] [string] $Source,
        [Parameter(Mandatory)] [string] $Destination
    )
    for ($attempt = 1; ; $attempt++) {
        try {
            # File.Move cannot overwrite in the .NET Framework, File.Replace needs a target.
            if ([System.IO.File]::Exists($Destination)) { [System.IO.File]::Replace($Source, $Destination, [NullString]::Value) }
            else { [System.IO.File]::Move($Source, $Destination) }
            return
        }
        catch [System.IO.IOException], [System.UnauthorizedAccessException] {
            if ($attempt -ge 40 -or -not [System.IO.File]::Exists($Source)) { throw }
            [System.Threading.Thread]::Sleep(50)
        }
    }
}
