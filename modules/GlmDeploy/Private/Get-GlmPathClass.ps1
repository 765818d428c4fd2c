function Get-GlmPathClass {
    # What kind of folder an entry names: empty | relative | alias | physx | system | conda | python | cuda | nvidia | network | tool.
    # Names decide first, so that a folder on a sleeping drive need not be opened; then what lies in it.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Entry)
    $key = ConvertTo-GlmPathKey -Entry $Entry
    if (-not $key) { return 'empty' }
    if ($key -match '^\\\\') { return 'network' }
    if ($key -notmatch '^[A-Z]:\\') { return 'relative' }
    $windows = (ConvertTo-GlmPathKey -Entry ([Environment]::GetFolderPath('Windows')))
    $rules = [ordered]@{
        '\\MICROSOFT\\WINDOWSAPPS(\\|$)'                                            = 'alias'
        '\\NVIDIA CORPORATION\\PHYSX\\'                                             = 'physx'
        ('^' + [regex]::Escape($windows) + '(\\|$)')                                 = 'system'
        '\\NVIDIA GPU COMPUTING TOOLKIT\\CUDA\\'                                    = 'cuda'
        '\\(ANACONDA|MINICONDA|MINIFORGE|MAMBAFORGE|MICROMAMBA|CONDA)\d*(\\|$)|\\CONDABIN$' = 'conda'
        '\\NVIDIA CORPORATION\\'                                                    = 'nvidia'
        '\\PYTHON(-|\d)[^\\]*(\\SCRIPTS)?$|\\PYENV-WIN\\|\\PYTHON\\LAUNCHER$'       = 'python'
    }
    foreach ($pattern in $rules.Keys) { if ($key -match $pattern) { return $rules[$pattern] } }
    foreach ($folder in $key, [System.IO.Path]::GetDirectoryName($key)) {
        if (-not $folder) { continue }
        if ([System.IO.Directory]::Exists([System.IO.Path]::Combine($folder, 'conda-meta'))) { return 'conda' }
        if ([System.IO.File]::Exists([System.IO.Path]::Combine($folder, 'python.exe'))) { return 'python' }
    }
    if ([System.IO.Directory]::Exists($key) -and [System.IO.Directory]::GetFiles($key, 'cudart64_*.dll').Length) { return 'cuda' }
    return 'tool'
}
