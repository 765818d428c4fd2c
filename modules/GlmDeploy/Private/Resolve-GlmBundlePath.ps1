function Resolve-GlmBundlePath {
    # The zip file that a support bundle becomes: in the named folder under a name of its own, or the named new file.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Path)
    $fault = { param($why) New-GlmErrorRecord -Id 'bundle-destination' -Message "The support bundle cannot be written to ${Path}: $why." -Target $Path }
    if ([System.IO.File]::Exists($Path)) { throw (& $fault 'this file exists already') }
    if ([System.IO.Directory]::Exists($Path)) {
        $stamp = [datetime]::UtcNow.ToString('yyyyMMdd-HHmmss', [System.Globalization.CultureInfo]::InvariantCulture)
        return [System.IO.Path]::Combine($Path, "deploy-glm-support-$stamp-$([guid]::NewGuid().ToString('N').Substring(0, 4)).zip")
    }
    if ([System.IO.Path]::GetExtension($Path) -ne '.zip') { throw (& $fault 'it is neither a folder that exists nor a file name that ends in .zip') }
    if (-not [System.IO.Directory]::Exists([System.IO.Path]::GetDirectoryName($Path))) { throw (& $fault 'its folder does not exist') }
    return $Path
}
