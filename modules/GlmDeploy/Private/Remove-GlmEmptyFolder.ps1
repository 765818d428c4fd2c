function Remove-GlmEmptyFolder {
    # Removes the folders that we make around our own, and the root, as far as nothing is in them.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; its public callers ask.')]
    param([Parameter(Mandatory)] [string] $Root)
    $folders = @(foreach ($name in 'envs', 'cache', 'locks', 'logs', 'models') { [System.IO.Path]::Combine($Root, $name) })
    $models = $folders[4]
    if ([System.IO.Directory]::Exists($models) -and -not (Test-GlmLink -Path $models)) {
        foreach ($model in [System.IO.Directory]::GetDirectories($models) | Where-Object { -not (Test-GlmLink -Path $_) }) { $folders = @([System.IO.Directory]::GetDirectories($model)) + @($model) + $folders }
    }
    foreach ($folder in $folders + @($Root)) {
        if ([System.IO.Directory]::Exists($folder) -and ($folder -eq $Root -or -not (Test-GlmLink -Path $folder)) -and -not [System.IO.Directory]::GetFileSystemEntries($folder).Length) { Remove-GlmOwnFile -Path $folder -Attempts 5 -Folder }
    }
}
