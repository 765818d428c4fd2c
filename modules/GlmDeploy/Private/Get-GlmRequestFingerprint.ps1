function Get-GlmRequestFingerprint {
    # The host fingerprint as the contract carries it; nothing on a machine without an NVIDIA GPU.
    [CmdletBinding()]
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    param([AllowNull()] [object] $Facts)
    $seen = Get-GlmHostFingerprint -Facts $Facts
    if ($null -eq $seen) { return }
    return [ordered]@{ driver_version = [string] $seen.driver_version; gpu_uuids = @($seen.gpu_uuids); driver_model = [string] $seen.driver_model }
}
