function Get-GlmText {
    # A localized text by its name, with what stands for {0}, {1} in it; in the language of Windows where there is one, else
    # in English.
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Position = 1)] [AllowNull()] [object[]] $Value = @()
    )
    if ($null -eq $script:GlmText) {
        # Not Import-LocalizedData: it takes a folder with brackets in its name for a pattern.
        $file = [System.IO.Path]::Combine($script:GlmModuleRoot, (Get-GlmLanguage), 'GlmDeploy.Strings.psd1')
        $script:GlmText = Import-PowerShellDataFile -LiteralPath $file
    }
    $text = [string] $script:GlmText[$Name]
    if ($Value.Count -eq 0) { return $text }
    return [string]::Format([System.Globalization.CultureInfo]::InvariantCulture, $text, $Value)
}
