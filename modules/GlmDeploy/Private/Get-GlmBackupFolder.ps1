function Get-GlmBackupFolder {
    # Outside of every root, so that removing a deployment does not remove what could undo its last change.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [ValidateSet('User', 'Machine')] [string] $Scope)
    $base = $(if ($Scope -eq 'Machine') { [Environment]::GetFolderPath('CommonApplicationData') } else { [Environment]::GetFolderPath('LocalApplicationData') })
    return [System.IO.Path]::Combine($base, 'Deploy-GLM', 'path-backup')
}
