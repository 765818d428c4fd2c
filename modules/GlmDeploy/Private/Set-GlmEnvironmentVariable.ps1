function Set-GlmEnvironmentVariable {
    # Writes exactly these bytes with exactly this kind (a value that does not exist is removed), reads them back and
    # compares. -Expected is what was read before: a value that changed meanwhile belongs to somebody else and is not touched.
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)] [object] $Location,
        [Parameter(Mandatory)] [object] $Value,
        [Parameter(Mandatory)] [object] $Expected
    )
    $target = "$($Location.hive)\$($Location.key)\$($Location.name)"
    if (-not $PSCmdlet.ShouldProcess($target, 'write')) { return }
    if (-not (Test-GlmSameValue -Left (Get-GlmEnvironmentVariable -Location $Location) -Right $Expected)) {
        throw (New-GlmErrorRecord -Id 'path-changed-meanwhile' -Message "$target changed while it was being worked on; nothing was written.")
    }
    try {
        $key = Open-GlmRegistryKey -Hive $Location.hive -Key $Location.key -Writable
    }
    catch [System.Security.SecurityException] {
        throw (New-GlmErrorRecord -Id 'path-access-denied' -Message "$target may not be written by this user.")
    }
    if ($null -eq $key) { throw (New-GlmErrorRecord -Id 'path-access-denied' -Message "$target does not exist.") }
    try {
        if (-not $Value.exists) { $key.DeleteValue($Location.name, $false) }
        else {
            $native = Get-GlmNative
            # Windows looks behind a text without its closing zero and takes one that happens to lie there: hence a guard.
            $guarded = New-Object byte[] ($Value.bytes.Length + 2)
            $Value.bytes.CopyTo($guarded, 0)
            $guarded[$guarded.Length - 2] = 0xFF
            $code = $native::RegSetValueExW($key.Handle.DangerousGetHandle(), $Location.name, 0, $Value.kind, $guarded, $Value.bytes.Length)
            if ($code -ne 0) { throw (New-Object System.ComponentModel.Win32Exception $code) }
        }
    }
    finally {
        $key.Dispose()
    }
    if (-not (Test-GlmSameValue -Left (Get-GlmEnvironmentVariable -Location $Location) -Right $Value)) {
        throw (New-GlmErrorRecord -Id 'path-not-written' -Message "$target does not read back as it was written.")
    }
}
