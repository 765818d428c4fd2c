function Remove-GlmOwnTree {
    # Removes a file or folder with all that is in it: read-only files too, links without following them, and paths beyond
    # 260 characters also where Windows has long paths off: a folder that lies deep is moved up to -Scratch first. What is
    # busy for a moment (a virus scan) is waited for; what stays busy is named in uninstall-blocked.
    [CmdletBinding()]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Private; its public callers ask.')]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Scratch,
        [int] $Attempts = 20
    )
    if ([System.IO.File]::Exists($Path)) { Remove-GlmOwnFile -Path $Path -Attempts $Attempts; return }
    $waiting = New-Object System.Collections.Generic.Stack[string]
    $emptied = New-Object System.Collections.Generic.Stack[string]
    if ([System.IO.Directory]::Exists($Path)) { $waiting.Push($Path) }
    $number = 0
    while ($waiting.Count) {
        $folder = $waiting.Pop()
        $emptied.Push($folder)
        if (Test-GlmLink -Path $folder) { continue }
        foreach ($file in [System.IO.Directory]::GetFiles($folder)) { Remove-GlmOwnFile -Path $file -Attempts $Attempts }
        foreach ($child in [System.IO.Directory]::GetDirectories($folder)) {
            if ($child.Length -gt 180) {
                [void] [System.IO.Directory]::CreateDirectory($Scratch)
                do { $number++; $short = [System.IO.Path]::Combine($Scratch, [string] $number) } while ([System.IO.Directory]::Exists($short))
                [System.IO.Directory]::Move($child, $short)
                $child = $short
            }
            $waiting.Push($child)
        }
    }
    # The last that was looked into is the deepest.
    while ($emptied.Count) { Remove-GlmOwnFile -Path $emptied.Pop() -Attempts $Attempts -Folder }
}
