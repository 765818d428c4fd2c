function Import-GlmLock {
    <#
    .SYNOPSIS
    Reads a lock and makes sure that it is still what its manifests say.
    .DESCRIPTION
    A lock pins every file that a profile needs on one platform. PowerShell reads only this JSON: the manifests beside it
    are YAML for people, and of these only the SHA-256 is compared with what the lock was made from. A lock whose
    manifests changed is refused with the command that makes it anew; nothing is ever resolved again silently.
    .PARAMETER Profile
    The name of a profile, as Get-GlmProfile lists them.
    .PARAMETER Path
    A lock file of your own instead of manifests\locks\<profile>.win-64.json.
    .PARAMETER ManifestRoot
    The folder below which the manifests that the lock names are looked for. Default: the project's folder.
    .EXAMPLE
    $lock = Import-GlmLock -Profile demo
    $lock.model.name
    .EXAMPLE
    Import-GlmLock -Path D:\locks\lab.win-64.json -ManifestRoot D:\manifests
    .OUTPUTS
    The lock as an object, with Path, Sha256, Minor (the Python version, such as 3.12) and Key (what the environment is
    named after) added.
    #>
    [CmdletBinding(DefaultParameterSetName = 'Profile')]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory, ParameterSetName = 'Profile', Position = 0)] [string] $Profile,
        [Parameter(Mandatory, ParameterSetName = 'Path')] [string] $Path,
        [string] $ManifestRoot = $script:GlmProjectRoot
    )
    if (-not $Path) {
        # A profile is a plain name: it becomes part of a path.
        if ($Profile -notmatch '^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?\z') {
            throw (New-GlmErrorRecord -Id 'usage' -Message "The profile name '$Profile' is not a plain name." -Target $Profile)
        }
        $Path = [System.IO.Path]::Combine($script:GlmProjectRoot, 'manifests', 'locks', "$Profile.win-64.json")
    }
    $Path = [System.IO.Path]::GetFullPath($Path)
    if (-not [System.IO.File]::Exists($Path)) {
        throw (New-GlmErrorRecord -Id 'lock-missing' -Message "There is no lock $Path." -Target $Path)
    }
    $bytes = [System.IO.File]::ReadAllBytes($Path)
    try { $lock = ConvertFrom-Json ([System.Text.Encoding]::UTF8.GetString($bytes).TrimStart([char] 0xFEFF)) }
    catch { throw (New-GlmErrorRecord -Id 'lock-invalid' -Message "The lock $Path is not JSON: $($_.Exception.Message)" -Target $Path) }
    Assert-GlmLock -Lock $lock -Path $Path
    Assert-GlmLockInput -Lock $lock -Path $Path -ManifestRoot $ManifestRoot
    $minor = [string] @($lock.python.versions)[0]
    Add-Member -InputObject $lock -NotePropertyMembers @{
        Path = $Path; Sha256 = Get-GlmFileHash -Path $Path; Minor = $minor; Key = Get-GlmEnvironmentKey -Lock $lock -Minor $minor
    }
    return $lock
}
