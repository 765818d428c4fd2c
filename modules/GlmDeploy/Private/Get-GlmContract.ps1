function Get-GlmContract {
    # The tables of contract/: exit classes by name, error ids with their class, read once. An id that stands in two
    # files is a defect and stops the run.
    [CmdletBinding()]
    [OutputType([hashtable])]
    param()
    if ($script:GlmContract) { return $script:GlmContract }
    $folder = [System.IO.Path]::Combine($script:GlmProjectRoot, 'contract')
    $exits = @{}
    $table = ConvertFrom-Json ([System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, 'exit-codes.json')))
    foreach ($row in $table.codes) { $exits[$row.name] = $row }
    $errorTable = @{}
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($folder, 'errors'), '*.json')) {
        $rows = (ConvertFrom-Json ([System.IO.File]::ReadAllText($file))).errors
        foreach ($property in $rows.PSObject.Properties) {
            if ($errorTable.ContainsKey($property.Name)) { throw "The error id '$($property.Name)' stands in two tables, again in $file." }
            $errorTable[$property.Name] = $property.Value
        }
    }
    $script:GlmContract = @{ Version = 1; Exit = $exits; Errors = $errorTable }
    return $script:GlmContract
}
