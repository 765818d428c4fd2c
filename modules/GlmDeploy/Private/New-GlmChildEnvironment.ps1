function New-GlmChildEnvironment {
    # The environment of a program that we start: ours without what would bend its Python or conda, plus UTF-8, and the
    # environment's folders first on PATH in conda's order. Our own variables are not touched.
    [CmdletBinding()]
    [OutputType([hashtable])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object, changes no state.')]
    param([string] $Prefix)
    $result = @{}
    $current = [System.Environment]::GetEnvironmentVariables()
    foreach ($key in $current.Keys) {
        if ($key -match '^(PYTHON|CONDA_|MAMBA_|_CE_)|^(VIRTUAL_ENV|__PYVENV_LAUNCHER__)') { continue }
        $result[[string] $key] = [string] $current[$key]
    }
    $result['PYTHONUTF8'] = '1'
    $result['PYTHONNOUSERSITE'] = '1'
    # Compiled modules stay out of the environment, whose files are compared with its record, and out of the project.
    if ($Prefix) { $result['PYTHONPYCACHEPREFIX'] = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($Prefix, '..', '..', 'cache', 'pycache')) }
    else { $result['PYTHONDONTWRITEBYTECODE'] = '1' }
    $names = @($result.Keys | Where-Object { $_ -eq 'PATH' })
    foreach ($name in $names) { $result.Remove($name) }
    $folders = @()
    if ($Prefix) {
        $folders = @('Lib\site-packages\torch\lib', '', 'Library\mingw-w64\bin', 'Library\usr\bin', 'Library\bin', 'Scripts', 'bin') |
            ForEach-Object { [System.IO.Path]::Combine($Prefix, $_).TrimEnd('\') }
    }
    $system = [System.Environment]::SystemDirectory
    $windows = [System.Environment]::GetEnvironmentVariable('SystemRoot')
    $folders += @($system, $windows, "$system\Wbem", "$system\WindowsPowerShell\v1.0")
    # The rest of PATH as far as it cannot bend anything: no other Pythons and condas, no Store aliases, no CUDA folders.
    $folders += @(Select-GlmChildPath | Where-Object { $_.Keep -and $_.Entry -notin $folders } | ForEach-Object { $_.Entry })
    $result['PATH'] = $folders -join ';'
    Add-GlmProxyVariable -Environment $result
    return $result
}
