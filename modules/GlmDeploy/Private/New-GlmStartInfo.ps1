function New-GlmStartInfo {
    # How a child is started: no shell, no window, all three streams ours, UTF-8, the given environment instead of ours.
    [CmdletBinding()]
    [OutputType([System.Diagnostics.ProcessStartInfo])]
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '', Justification = 'Makes an object, changes no state.')]
    param(
        [Parameter(Mandatory)] [string] $FilePath,
        [AllowEmptyCollection()] [AllowEmptyString()] [string[]] $ArgumentList = @(),
        [AllowNull()] [System.Collections.IDictionary] $Environment,
        [string] $WorkingDirectory
    )
    $utf8 = New-Object System.Text.UTF8Encoding $false
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $FilePath
    $start.Arguments = ConvertTo-GlmArgumentString -Argument $ArgumentList
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $utf8
    $start.StandardErrorEncoding = $utf8
    if ($WorkingDirectory) { $start.WorkingDirectory = $WorkingDirectory }
    if ($null -ne $Environment) {
        $start.EnvironmentVariables.Clear()
        foreach ($key in $Environment.Keys) { $start.EnvironmentVariables[[string] $key] = [string] $Environment[$key] }
    }
    return $start
}
