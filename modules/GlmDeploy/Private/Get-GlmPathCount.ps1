function Get-GlmPathCount {
    # How often each entry stands in a list, letter by letter.
    [CmdletBinding()]
    [OutputType([System.Collections.Generic.Dictionary[string,int]])]
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $Entry)
    $table = New-Object 'System.Collections.Generic.Dictionary[string,int]' ([StringComparer]::Ordinal)
    foreach ($one in $Entry) { $table[$one] = $(if ($table.ContainsKey($one)) { $table[$one] } else { 0 }) + 1 }
    return , $table
}
