function Clear-GlmProgress {
    # Takes the progress bar away, if one is shown.
    [CmdletBinding()]
    param()
    if ($null -ne $script:GlmLog -and $script:GlmLog.HasProgress) {
        Write-Progress -Activity 'Deploy-GLM' -Completed
        $script:GlmLog.HasProgress = $false
    }
}
