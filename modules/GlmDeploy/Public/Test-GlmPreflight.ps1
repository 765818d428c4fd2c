function Test-GlmPreflight {
    <#
    .SYNOPSIS
        Checks whether this machine can run what a lock pins.
    .DESCRIPTION
        Answers one object per need: Id, Name, Status (pass, fail or unknown), Observed, Required, Evidence (tool, key, raw
        text), Remedy, ErrorId (a row of contract/errors), Blocking and Notes. Nothing is changed and nothing is guessed.
        Unknown blocks only for the GPU and the driver of a profile that needs them.
    .PARAMETER Lock
        The object read from manifests/locks/<profile>.win-64.json.
    .PARAMETER Root
        The folder that the deployment will lie in; it need not exist.
    .PARAMETER Facts
        Host facts to judge instead of this machine's, as the host facts probe gives them. A property 'gpu' in them stands
        for the answer of nvidia-smi.
    .EXAMPLE
        Test-GlmPreflight -Lock $lock -Root C:\ProgramData\Deploy-GLM | Format-Table Name, Status, Observed, Required
    .EXAMPLE
        Test-GlmPreflight -Lock $lock -Root D:\glm | Where-Object Blocking | Select-Object ErrorId, Remedy
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowNull()] [object] $Lock,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Root,
        [AllowNull()] [object] $Facts = $null
    )
    if ($null -eq $Facts) { $Facts = Get-GlmHost -Root $Root }
    # In the order in which a person mends things: the first that blocks is the one that a run reports.
    Test-GlmShellNeed -Facts $Facts
    Test-GlmSystemNeed -Facts $Facts -Lock $Lock
    Test-GlmAcceleratorNeed -Facts $Facts -Lock $Lock
    Test-GlmRootNeed -Root $Root -Facts $Facts
    Test-GlmDiskNeed -Facts $Facts -Lock $Lock -Root $Root
    Test-GlmMemoryNeed -Facts $Facts -Lock $Lock
    Test-GlmStateNeed -Facts $Facts
    Test-GlmVcRuntimeNeed -Facts $Facts
}
