function Read-GlmJsonFile {
    # A JSON file as an object; nothing where there is none, or where it cannot be read (its users say so).
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Path)
    if (-not [System.IO.File]::Exists($Path)) { return }
    try { return (ConvertFrom-Json ([System.IO.File]::ReadAllText($Path))) }
    catch { Write-Verbose "$Path cannot be read: $($_.Exception.Message)" }
}
