function Get-GlmPathClass {
    # What kind of folder an entry names: empty | relative | alias | physx | system | conda | python | cuda | nvidia | network | tool.
    # Names decide first, so that a folder on a sleeping drive need not be opened; then what lies in it.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Entry,
        [hashtable] $Variable = @{}
    )
    $key = (ConvertTo-GlmPathKey -Entry $Entry -Variable $Variable) -replace '^\\\\\?\\(?=[A-Z]:\\)', ''
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
    # Concatenated, not combined: .NET Framework throws on characters that PATH may well hold.
    foreach ($folder in $key, ($key -replace '\\[^\\]*$', '')) {
        if ([System.IO.Directory]::Exists("$folder\conda-meta")) { return 'conda' }
        if ([System.IO.File]::Exists("$folder\python.exe")) { return 'python' }
    }
    if (@(Get-GlmFolderFile -Folder $key -Pattern 'cudart64_*.dll').Count) { return 'cuda' }
    return 'tool'
}
