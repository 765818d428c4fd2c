function Get-GlmCondaHint {
    # What to do about a prefix that could not be made, where the root's length may be why; nothing where it is not. micromamba
    # unpacks below the root into a folder named after the archive's address, which repeats the root; its longest file below that
    # has about 150 characters more.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Root)
    if (2 * $Root.Length + 150 -lt 260 -or (Get-GlmHostLongPath).enabled) { return }
    return "The root has $($Root.Length) characters and stands twice in micromamba's paths, which may pass 260: use -Root $(Get-GlmRootProposal), turn long paths on, or take -EnvironmentProvider venv. The log has its own words."
}
