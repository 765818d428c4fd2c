@{
    RootModule           = 'GlmDeploy.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5b2f6c1e-7d43-4a39-9a0e-2c8f1d6e4b70'
    Author               = 'Deploy-GLM contributors'
    CompanyName          = 'Deploy-GLM'
    Copyright            = '(c) Deploy-GLM contributors'
    Description          = 'The Windows host half of Deploy-GLM: checks the machine, makes the Python environment, calls the model half.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport    = @(
        'Compare-GlmFingerprint'
        'Export-GlmSupportBundle'
        'Get-GlmDeployment'
        'Get-GlmHostFingerprint'
        'Get-GlmPathReport'
        'Get-GlmProfile'
        'Get-GlmRelaunch'
        'Import-GlmLock'
        'Install-GlmEnvironment'
        'Install-GlmPackage'
        'Invoke-GlmDeployment'
        'Repair-GlmPath'
        'Restore-GlmDeployment'
        'Restore-GlmPath'
        'Test-GlmDeployment'
        'Test-GlmPreflight'
        'Uninstall-GlmDeployment'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{ PSData = @{ Tags = @('GLM', 'CUDA', 'Deployment', 'Windows') } }
}
