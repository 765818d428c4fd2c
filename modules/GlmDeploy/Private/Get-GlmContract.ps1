function Get-GlmContract {
    # The tables of contract/: exit classes by name, or error ids with their class; each read when first needed. An id
    # that stands in two files is a defect and stops the run.
    [CmdletBinding()]
    [OutputType([hashtable])]
    param([Parameter(Mandatory)] [ValidateSet('Exit', 'Errors')] [string] $Table)
    if ($null -eq $script:GlmContract) { $script:GlmContract = @{} }
    if ($script:GlmContract.ContainsKey($Table)) { return $script:GlmContract[$Table] }
    $folder = [System.IO.Path]::Combine($script:GlmProjectRoot, 'contract')
    $rows = @{}
    if ($Table -eq 'Exit') {
        $file = ConvertFrom-Json ([System.IO.File]::ReadAllText([System.IO.Path]::Combine($folder, 'exit-codes.json')))
        foreach ($row in $file.codes) { $rows[$row.name] = $row }
    }
    else {
        foreach ($path in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($folder, 'errors'), '*.json')) {
            foreach ($property in (ConvertFrom-Json ([System.IO.File]::ReadAllText($path))).errors.PSObject.Properties) {
                if ($rows.ContainsKey($property.Name)) { throw "The error id '$($property.Name)' stands in two tables, again in $path." }
                $rows[$property.Name] = $property.Value
            }
        }
    }
    $script:GlmContract[$Table] = $rows
    return $rows
}
