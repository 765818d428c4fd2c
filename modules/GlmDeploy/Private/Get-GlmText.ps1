function Get-GlmText {
    # A localized text by its name, in the language of Windows where there is one, else in English.
    [CmdletBinding()]
    [OutputType([string])]
    param([Parameter(Mandatory, Position = 0)] [string] $Name)
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
    return [string] $script:GlmText[$Name]
}
