function Get-GlmNvidiaSmiState {
    # What an answer of nvidia-smi means before anything is parsed. Its words decide first (they are the same in every
    # generation), its exit code second (NVML's numbers), since wrappers and old releases end with 0 or 255 on everything.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)] [object] $Answer,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text
    )
    if (-not $Answer.Started) { return 'not-started' }
    if ($Answer.TimedOut) { return 'silent' }
    if (Get-GlmValue -InputObject $Answer -Path 'Truncated' -Default $false) { return 'endless' }
    $words = [ordered]@{
        '(?i)version mismatch'                                                         = 'mismatch'
        '(?i)(couldn.{1,3}t|could not) communicate with the NVIDIA driver|driver (is )?not loaded' = 'not-loaded'
        '(?i)couldn.{1,3}t find (the )?(nvml|libnvidia-ml)|NVML library (in your system )?(was )?not found'  = 'library-missing'
        '(?im)^(.*:)?[ \t]*GPU is lost'                                                = 'lost'
        '(?im)^(.*:)?[ \t]*GPU requires reset'                                         = 'reset'
        '(?im)^[ \t]*Unable to determine the device handle'                               = 'handle'
        '(?im)^(.*:)?[ \t]*(insufficient permissions|GPU access blocked by the operating system)' = 'permission'
        '(?i)external power cables'                                                    = 'power'
        # Last: it also follows each of the others where no GPU is left to list.
        '(?im)^[ \t]*No devices were found'                                               = 'none'
    }
    if ($Text -notmatch '<nvidia_smi_log|\| NVIDIA-SMI|=NVSMI LOG=') {
        foreach ($pattern in $words.Keys) { if ($Text -match $pattern) { return $words[$pattern] } }
    }
    # -1073741515: Windows could not load a library of the tool.
    $codes = @{ 0 = 'ok'; 2 = 'bad-argument'; 3 = 'unsupported'; 4 = 'permission'; 6 = 'none'; 8 = 'power'; 9 = 'not-loaded'; 12 = 'library-missing'; 13 = 'library-missing'; 14 = 'ok'; 15 = 'lost'; 16 = 'reset'; 17 = 'permission'; 18 = 'mismatch'; -1073741515 = 'library-missing' }
    $code = $Answer.ExitCode
    if ($null -ne $code -and $codes.ContainsKey([int] $code)) { return $codes[[int] $code] }
    return 'unknown'
}
