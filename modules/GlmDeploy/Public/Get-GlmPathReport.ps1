function Get-GlmPathReport {
    <#
    .SYNOPSIS
        Shows what is on PATH, where it comes from, and which files would load.
    .DESCRIPTION
        Answers an object with Entries (process, user and machine: Scope, Index, Entry, Expanded, Origin, Class, Exists,
        Repeats, Quoted, OpenQuote), Values (registry kind and length of the stored values), Files (for each name every
        candidate in Windows' search order; Loads marks the winner) and Findings (sentences). Nothing is changed.
        Class is one of system, conda, python, alias (Store aliases), physx, cuda, nvidia, network, relative, empty, tool.
        Exists is unknown ($null) for shares and relative entries, which are not opened. %names% count as Windows expands
        them: in stored values of kind REG_EXPAND_SZ, by what is stored; never in REG_SZ and never in the process. Files are
        looked for as if quotes and outer blanks were not there, which not every program does.
    .PARAMETER Name
        The files to look for; patterns are allowed.
    .PARAMETER Application
        The folder of the program that would load them, which Windows searches first (an environment's folder, for example).
    .PARAMETER RegistryPath
        Another registry key of the same shape instead of the stored user PATH, for trials and tests.
    .EXAMPLE
        (Get-GlmPathReport).Entries | Format-Table Scope, Index, Class, Exists, Repeats, Entry
    .EXAMPLE
        (Get-GlmPathReport -Name cudart64_*.dll).Files | Where-Object Loads
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [string[]] $Name = @('cudart64_*.dll', 'cublas64_*.dll', 'python.exe', 'nvcc.exe', 'msvcp140.dll'),
        [string] $Application = '',
        [Parameter(DontShow)] [string] $RegistryPath = ''
    )
    $values = @{}
    $names = @{}
    foreach ($scope in 'User', 'Machine') {
        $at = Resolve-GlmPathLocation -Scope $scope -RegistryPath $(if ($scope -eq 'User') { $RegistryPath } else { '' })
        $values[$scope] = Get-GlmEnvironmentVariable -Location $at
        $names[$scope] = Get-GlmPathVariable -Kind $values[$scope].kind -Scope $scope
    }
    $process = [string] [Environment]::GetEnvironmentVariable('PATH')
    $entries = @(Get-GlmPathEntry -Text $process -Scope 'Process') + @(Get-GlmPathEntry -Text "$($values['User'].text)" -Scope 'User' -Variable $names['User']) + @(Get-GlmPathEntry -Text "$($values['Machine'].text)" -Scope 'Machine' -Variable $names['Machine'])
    $stored = @{}
    foreach ($entry in $entries) {
        if ($entry.Scope -eq 'Process') { continue }
        $entry.Origin = @($entry.Scope)
        $stored[$entry.Key] = @($stored[$entry.Key] | Where-Object { $_ -and $_ -ne $entry.Scope }) + $entry.Scope
    }
    foreach ($entry in $entries) {
        if ($entry.Scope -ne 'Process') { continue }
        $entry.Origin = $(if ($stored.ContainsKey($entry.Key)) { @($stored[$entry.Key]) } else { @('Process') })
    }
    $folders = @($entries | Where-Object { $_.Scope -eq 'Process' } | ForEach-Object { $_.Entry })
    $files = @(foreach ($pattern in $Name) { Resolve-GlmDll -Name $pattern -PathFolder $folders -Application $Application -Current ([Environment]::CurrentDirectory) })
    $describe = foreach ($scope in 'User', 'Machine') {
        [pscustomobject]@{ Scope = $scope; Exists = $values[$scope].exists; Kind = $values[$scope].kind; Length = $(if ($null -ne $values[$scope].text) { $values[$scope].text.Length }); Editable = ($null -ne $values[$scope].text) }
    }
    $entries = @($entries | Select-Object -Property * -ExcludeProperty Key)
    return [pscustomobject]@{ Entries = $entries; Values = @($describe); Files = $files; Findings = @(Get-GlmPathFinding -Entry $entries -File $files -Value @($describe)) }
}
