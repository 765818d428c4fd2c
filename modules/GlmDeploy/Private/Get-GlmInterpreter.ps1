function Get-GlmInterpreter {
    # The Python of an environment by full path: of a venv in Scripts, of a conda prefix at its top; nothing where there
    # is none.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [string] $Folder)
    $path = [System.IO.Path]::Combine($Folder, 'python.exe')
    if ([System.IO.File]::Exists([System.IO.Path]::Combine($Folder, 'pyvenv.cfg'))) { $path = [System.IO.Path]::Combine($Folder, 'Scripts', 'python.exe') }
    if ([System.IO.File]::Exists($path)) { return $path }
}
