# Loads one function per file. Strictness and stop-on-error are set here once, for the whole module.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$script:GlmModuleRoot = $PSScriptRoot
$script:GlmProjectRoot = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$script:GlmContractVersion = 1
$script:GlmContract = $null   # tables of contract/, read when first needed
$script:GlmText = $null       # localized strings, read when first needed
$script:GlmProxy = $null     # the proxy of this machine, asked for once
$script:GlmHeldRoot = ''     # the root that a run of this session holds
$script:GlmLog = $null        # the log of the run in progress

foreach ($folder in 'Private', 'Public') {
    # .NET and not Get-ChildItem: a folder with brackets in its name is no pattern. Parsing and then running each file is
    # half of what dot-sourcing it costs, and errors still name file and line.
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, $folder), '*.ps1')) {
        $tokens = $faults = $null
        $parsed = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref] $tokens, [ref] $faults)
        if ($faults.Count) { throw "$file cannot be read: $($faults[0].Message)" }
        . $parsed.GetScriptBlock()
    }
}
