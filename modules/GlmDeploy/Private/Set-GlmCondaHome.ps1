function Set-GlmCondaHome {
    # Gives a conda program a home folder of ours: its user's .condarc is not read, its list of environments
    # (.conda\environments.txt) is not written, and it works for accounts without a profile.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes a folder of ours and fills a table.')]
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Environment,
        [Parameter(Mandatory)] [string] $Path
    )
    [void] [System.IO.Directory]::CreateDirectory($Path)
    foreach ($name in @($Environment.Keys | Where-Object { $_ -in 'HOME', 'HOMEDRIVE', 'HOMEPATH', 'CONDARC', 'MAMBARC' })) { $Environment.Remove($name) }
    $Environment['USERPROFILE'] = $Path
    $Environment['HOME'] = $Path
}
