function Resolve-GlmDll {
    # Every file that a name could mean, in the order in which Windows looks, the first of each name marked as the one that loads.
    #   library (LoadLibrary, safe search): the program's own folder, System32, System, Windows, current folder, PATH
    #   program (CreateProcess):            the program's own folder, current folder, System32, System, Windows, PATH
    # A pattern such as cudart64_*.dll stands for several names, of which each has its own winner.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $PathFolder = @(),
        [AllowEmptyString()] [string] $Application = '',
        [AllowEmptyString()] [string] $Current = ''
    )
    $windows = [Environment]::GetFolderPath('Windows')
    $system = @(
        @([Environment]::GetFolderPath('System'), 'System32'),
        @([System.IO.Path]::Combine($windows, 'System'), 'System'),
        @($windows, 'Windows')
    )
    $places = New-Object System.Collections.ArrayList
    if ($Application) { [void] $places.Add(@($Application, 'the program''s own folder')) }
    if ($Name -like '*.exe' -and $Current) { [void] $places.Add(@($Current, 'the current folder')) }
    foreach ($place in $system) { [void] $places.Add($place) }
    if ($Name -notlike '*.exe' -and $Current) { [void] $places.Add(@($Current, 'the current folder')) }
    $number = 0
    foreach ($folder in $PathFolder) { [void] $places.Add(@($folder, "PATH entry $number")); $number++ }
    $winner = @{}
    $looked = @{}
    foreach ($place in $places) {
        $folder = Resolve-GlmSearchFolder -Entry $place[0] -Current $Current
        $key = ConvertTo-GlmPathKey -Entry $folder
        if (-not $key -or $looked.ContainsKey($key)) { continue }
        $looked[$key] = $true
        $by = $place[1] + $(if ((Get-GlmPathClass -Entry $place[0]) -eq 'relative') { ', relative to the current folder' } else { '' })
        foreach ($file in Get-GlmFolderFile -Folder $folder -Pattern $Name) {
            $leaf = [System.IO.Path]::GetFileName($file)
            $length = (New-Object System.IO.FileInfo $file).Length
            $loads = -not $winner.ContainsKey($leaf)
            $winner[$leaf] = $true
            $version = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($file).FileVersion
            [pscustomobject]@{ Pattern = $Name; Name = $leaf; File = $file; FoundBy = $by; Loads = $loads; Alias = ($length -eq 0); Version = $version; Class = Get-GlmPathClass -Entry $folder }
        }
    }
}
