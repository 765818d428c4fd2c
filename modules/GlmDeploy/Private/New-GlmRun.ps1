function New-GlmRun {
    # The state of one run, with its log opened. Option: as of Invoke-GlmDeployment.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; opens a log.')]
    param(
        [AllowEmptyString()] [string] $ProfileName,
        [string] $Root,
        [string] $LogPath,
        [Parameter(Mandatory)] [hashtable] $Option,
        [switch] $Plan
    )
    if (-not $Root) { $Root = Get-GlmDefaultRoot }
    $id = New-GlmRunId
    $action = [string] $Option['Action']
    # A run that cannot begin still ends with a result and a log.
    $fault = $null
    try {
        $Root = Resolve-GlmFullPath -Path $Root -Name '-Root'
        if ($LogPath) { $logs = Resolve-GlmFullPath -Path $LogPath -Name '-LogPath' }
    }
    catch { $fault = $_ }
    # What removes a root, or only looks at it, leaves its own log elsewhere.
    if ($fault -or (-not $LogPath -and $action -in 'uninstall', 'support')) { $logs = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'deploy-glm-logs') }
    elseif (-not $LogPath) { $logs = [System.IO.Path]::Combine($Root, 'logs') }
    $run = [pscustomobject]@{
        Id = $id; Profile = $ProfileName; Root = $Root; LogFolder = ''; Stages = (New-Object System.Collections.Generic.List[object]); Needs = @()
        Lock = $null; Facts = $null; Fallback = ''; Change = @(); Restart = ''; Closing = @(); Complete = $false; Interrupted = $false; Fault = $fault; Environment = $null; Answer = $null; Failure = $null; Option = $Option; IsPlan = [bool] $Plan
        Clock = [System.Diagnostics.Stopwatch]::StartNew(); Started = [datetime]::UtcNow
    }
    $console = 'Normal'
    if ($Option['Json']) { $console = 'Json' }
    if ($Option['Quiet']) { $console = 'Quiet' }
    # -WhatIf writes nothing, so it has no log either.
    if ($Plan) {
        $script:GlmLog = [pscustomobject]@{ Folder = ''; Text = [System.IO.TextWriter]::Null; Lines = [System.IO.TextWriter]::Null; Console = $console; Stage = ''; LastProgress = [datetime]::MinValue; OnStage = $null; HasProgress = $false }
    }
    else { [void] (Open-GlmLog -Folder ([System.IO.Path]::Combine($logs, $id)) -Console $console) }
    $run.LogFolder = $script:GlmLog.Folder
    return $run
}
