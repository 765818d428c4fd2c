function Get-GlmRootProposal {
    # A root that passes the rules: below ProgramData where its name is plain, else on the system drive.
    [CmdletBinding()]
    [OutputType([string])]
    param()
    $data = [Environment]::GetFolderPath('CommonApplicationData')
    if ($data -and $data -notmatch '[^\x21-\x7E]') { return [System.IO.Path]::Combine($data, 'Deploy-GLM') }
    return [System.IO.Path]::Combine([System.IO.Path]::GetPathRoot([Environment]::GetFolderPath('Windows')), 'Deploy-GLM')
}
