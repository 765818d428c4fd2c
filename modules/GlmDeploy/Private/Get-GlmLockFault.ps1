function Get-GlmLockFault {
    # What is wrong with a lock, or nothing. \z, for $ also fits before a last line end.
    [CmdletBinding()]
    [OutputType([string])]
    param([AllowNull()] [object] $Lock)
    if ($Lock -isnot [System.Management.Automation.PSCustomObject]) { return 'it is no object' }
    $schema = Get-GlmValue $Lock 'schema'
    if ($schema -isnot [ValueType] -or $schema -ne 1) { return "its schema is '$schema', this version reads 1" }
    foreach ($key in 'profile', 'platform', 'inputs', 'python', 'packages', 'model', 'needs', 'retry', 'limits_s') {
        if ($null -eq (Get-GlmValue $Lock $key)) { return "it has no '$key'" }
    }
    if ([string] $Lock.profile -notmatch '^[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?\z') { return "its profile '$($Lock.profile)' is not a plain name" }
    if ($Lock.platform -cne 'win-64') { return "it is for $($Lock.platform), this is win-64" }
    $minor = [string] @($Lock.python.versions)[0]
    if ($minor -notmatch '^3\.\d{1,2}\z') { return "its Python version is '$minor'" }
    if ($null -eq $Lock.packages.PSObject.Properties[$minor]) { return "it has no packages for Python $minor" }
    foreach ($key in 'attempts', 'base_s', 'factor', 'cap_s', 'jitter', 'budget_s', 'stall_s', 'retry_status') {
        if ($null -eq (Get-GlmValue $Lock.retry $key)) { return "its retry policy has no '$key'" }
    }
    foreach ($entry in @($Lock.inputs)) {
        if ([string] $entry.path -notmatch '^[A-Za-z0-9_][A-Za-z0-9._/-]*\z' -or $entry.path -match '(^|/)\.\.?(/|$)') { return "the input '$($entry.path)' is not a plain relative name" }
        if ([string] $entry.sha256 -cnotmatch '^[0-9a-f]{64}\z') { return "the SHA-256 of $($entry.path) is '$($entry.sha256)'" }
    }
    $conda = Get-GlmValue $Lock 'conda'
    if ($null -ne $conda) { return Get-GlmCondaFault -Conda $conda }
}
