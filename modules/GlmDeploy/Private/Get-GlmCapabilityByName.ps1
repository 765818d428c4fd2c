function Get-GlmCapabilityByName {
    # Compute capability from a card's full name, for drivers (470 and older) that cannot be asked. From the published
    # list of GPUs; a name that is cut or not in the list gives $null.
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [AllowEmptyString()] [string] $Name)
    if (-not $Name -or $Name.EndsWith('...', [StringComparison]::Ordinal)) { return $null }
    $table = [ordered]@{
        '^GeForce (RTX 20[678]0|GTX 16[356]0)( (SUPER|Ti))?( with Max-Q Design)?$'   = '7.5'
        '^(TITAN RTX|Quadro RTX [34568]000|Tesla T4|T4|T[4568]00|T1000|T1200)( with Max-Q Design)?$' = '7.5'
        '^(Tesla V100.*|TITAN V|Quadro GV100)$'                                       = '7.0'
        '^Tesla P100.*$'                                                              = '6.0'
        '^GeForce GTX 10[5678]0( Ti)?( with Max-Q Design)?$'                          = '6.1'
        '^A100.*$'                                                                    = '8.0'
        '^(GeForce RTX 30[5678]0|GeForce RTX 3090)( Ti)?( Laptop GPU)?$'              = '8.6'
        '^(GeForce RTX 3080 12GB|RTX A[23456]000( Laptop GPU)?|RTX A[45]500( Laptop GPU)?|A10|A40)$' = '8.6'
        '^GeForce RTX 40[5678]0( (Ti|SUPER|Ti SUPER))?( Laptop GPU)?$|^GeForce RTX 4090( D)?( Laptop GPU)?$' = '8.9'
        '^(RTX [456]000 Ada Generation|RTX 6000 Ada|L4|L40S?)$'                       = '8.9'
        '^(H100|H200).*$'                                                             = '9.0'
        '^GeForce RTX 50[6789]0( Ti)?( Laptop GPU)?$|^RTX PRO [456]000 Blackwell.*$'  = '12.0'
    }
    $plain = $Name.Trim() -replace '^NVIDIA\s+', ''
    foreach ($pattern in $table.Keys) { if ($plain -match $pattern) { return $table[$pattern] } }
    return $null
}
