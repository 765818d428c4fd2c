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
        $english = Import-LocalizedData -BaseDirectory $script:GlmModuleRoot -FileName 'GlmDeploy.Strings.psd1' -UICulture 'en-US'
        # The culture's own file, or its language's: zh-SG reads zh-CN, which is the one Chinese that there is.
        $culture = [System.Globalization.CultureInfo]::CurrentUICulture.Name
        if ($culture -like 'zh*') { $culture = 'zh-CN' }
        $script:GlmText = $english
        if ([System.IO.File]::Exists([System.IO.Path]::Combine($script:GlmModuleRoot, $culture, 'GlmDeploy.Strings.psd1'))) {
            $script:GlmText = Import-LocalizedData -BaseDirectory $script:GlmModuleRoot -FileName 'GlmDeploy.Strings.psd1' -UICulture $culture
        }
    }
    $text = [string] $script:GlmText[$Name]
    if ($Value.Count -eq 0) { return $text }
    return [string]::Format([System.Globalization.CultureInfo]::InvariantCulture, $text, $Value)
}
