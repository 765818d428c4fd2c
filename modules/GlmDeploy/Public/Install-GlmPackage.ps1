function Install-GlmPackage {
    <#
    .SYNOPSIS
    Brings the lock's packages into an environment and records it.
    .DESCRIPTION
    Calls the verb 'packages' of the model half in the environment's bare Python: every wheel is fetched into the cache and
    checked against the lock, uv installs them offline with hashes required, and the environment's record is written last.
    .PARAMETER Lock
    A lock from Import-GlmLock.
    .PARAMETER Environment
    The object that Install-GlmEnvironment gave.
    .PARAMETER Root
    The deployment's root folder.
    .PARAMETER WheelSource
    Folders with wheels that are looked into before any index.
    .PARAMETER RequestFolder
    Where the request is written. Default: <root>\logs.
    .PARAMETER RunId
    The run that this belongs to. Default: a new one.
    .PARAMETER Offline
    Fetch nothing: use only the cache and -WheelSource.
    .EXAMPLE
    $made = Install-GlmEnvironment -Lock $lock -Root C:\glm
    Install-GlmPackage -Lock $lock -Environment $made -Root C:\glm
    .OUTPUTS
    The verb's data: installed, downloaded_bytes, environment_key.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [pscustomobject] $Lock,
        [Parameter(Mandatory)] [pscustomobject] $Environment,
        [Parameter(Mandatory)] [string] $Root,
        [string[]] $WheelSource = @(),
        [string] $RequestFolder = [System.IO.Path]::Combine($Root, 'logs'),
        [string] $RunId = (New-GlmRunId),
        [switch] $Offline
    )
    if (-not $PSCmdlet.ShouldProcess($Environment.Folder, 'Install the packages of the lock')) { return }
    $request = New-GlmRequest -Verb 'packages' -Lock $Lock -Root $Root -Folder $Environment.Folder -RunId $RunId
    $folders = @(Resolve-GlmWheelSource -Folder $WheelSource)
    $request['options'] = [ordered]@{ offline = [bool] $Offline; find_links = $folders; index_url = $null }
    $limit = [double] (Get-GlmValue $Lock 'limits_s.packages' 7200)
    return Invoke-GlmPython -Interpreter $Environment.Interpreter -Request $request -RequestFolder $RequestFolder -LimitSeconds $limit -Prefix $Environment.Folder
}
