function Get-GlmLanguage {
    # The language of what people read on the console: that of Windows where there are texts in it, else English.
    [CmdletBinding()]
    [OutputType([string])]
    param()
    # Every Chinese reads zh-CN, which is the one that there is.
    $culture = [System.Globalization.CultureInfo]::CurrentUICulture.Name
    if ($culture -like 'zh*') { $culture = 'zh-CN' }
    if ($culture -and [System.IO.File]::Exists([System.IO.Path]::Combine($script:GlmModuleRoot, $culture, 'GlmDeploy.Strings.psd1'))) { return $culture }
    return 'en-US'
}
