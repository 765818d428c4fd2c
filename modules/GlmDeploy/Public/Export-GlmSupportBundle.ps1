function Export-GlmSupportBundle {
    <#
    .SYNOPSIS
    Packs what somebody needs to help: logs, reports, records and facts of this machine, without names and secrets.
    .DESCRIPTION
    Writes one zip: the newest runs' logs, results and reports, current.json, the records of artefacts and environments, the
    locks in use, the facts that preflight sees and the PATH report. Every text goes through one filter that takes out user,
    computer and domain names, profile folders, addresses, credentials in URLs, tokens and passwords. contents.txt lists what is
    in it, and what was left out and why; weights, wheels and downloads never are in it. Look through it before you send it.
    Works without Python, without a deployment, and while a run is at work.
    .PARAMETER Root
    The deployment's root folder. Default: as Deploy-GLM.ps1.
    .PARAMETER Destination
    A folder, or the zip file to write, which must not exist yet. Default: the current folder.
    .PARAMETER Runs
    How many of the newest runs are packed.
    .PARAMETER LimitMiB
    How much text is packed at most; the newest comes first.
    .EXAMPLE
    Export-GlmSupportBundle -Destination $env:USERPROFILE\Desktop
    .EXAMPLE
    Export-GlmSupportBundle -Root D:\glm -Destination C:\Temp\glm.zip -Runs 1
    .OUTPUTS
    One object: Path, Bytes, Files (names in the zip), LeftOut (name and reason).
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([pscustomobject])]
    param(
        [string] $Root = (Get-GlmDefaultRoot),
        [string] $Destination = '.',
        [ValidateRange(1, 100)] [int] $Runs = 5,
        [ValidateRange(1, 2000)] [int] $LimitMiB = 50
    )
    $Root = Resolve-GlmFullPath -Path $Root -Name '-Root'
    $target = Resolve-GlmBundlePath -Path (Resolve-GlmFullPath -Path $Destination -Name '-Destination')
    if (-not $PSCmdlet.ShouldProcess($target, 'Write the support bundle')) { return }
    $pieces = @(Get-GlmBundlePiece -Root $Root -Runs $Runs)
    $answer = [pscustomobject]@{ Path = $target; Bytes = 0; Files = @(); LeftOut = @() }
    $part = "$target.part"
    try {
        Write-GlmBundle -Path $part -Piece $pieces -LimitBytes (1MB * $LimitMiB) -Answer $answer
        [System.IO.File]::Move($part, $target)
    }
    finally { [System.IO.File]::Delete($part) }
    $answer.Bytes = (New-Object System.IO.FileInfo $target).Length
    return $answer
}
