function Write-GlmTextFile {
    # Writes a text file so that readers see the old content or the new, never a part: UTF-8 without BOM, beside the
    # target, then one rename.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text
    )
    $folder = [System.IO.Path]::GetDirectoryName($Path)
    [void] [System.IO.Directory]::CreateDirectory($folder)
    $temporary = [System.IO.Path]::Combine($folder, '.' + [System.IO.Path]::GetFileName($Path) + '.' + [guid]::NewGuid().ToString('N').Substring(0, 8) + '.tmp')
    try {
        [System.IO.File]::WriteAllText($temporary, $Text, (New-Object System.Text.UTF8Encoding $false))
        Move-GlmFile -Source $temporary -Destination $Path
    }
    finally {
        [System.IO.File]::Delete($temporary)
    }
}
