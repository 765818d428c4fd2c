function Get-GlmPathPlan {
    # What a repair would take out of a PATH value: for each entry its index, text, class, and the reason to go (or none).
    # Folders that are missing count only on a drive that is there: a sleeping or unplugged drive proves nothing.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text,
        [string[]] $Remove = @('Duplicate', 'Empty', 'Shadowing'),
        [AllowEmptyCollection()] [string[]] $Entry = @(),
        [object] $Variable = [pscustomobject]@{ fixed = @{}; all = @{} }
    )
    if (-not $Text) { return }
    $named = New-Object 'System.Collections.Generic.HashSet[string]' ([StringComparer]::Ordinal)
    foreach ($one in $Entry) { [void] $named.Add((ConvertTo-GlmPathKey -Entry $one -Variable $Variable.all)) }
    $entries = [string[]] @(Split-GlmPath -Value $Text)
    $repeat = @(Get-GlmPathRepeat -Entry $entries -Variable $Variable.fixed)
    $index = 0
    foreach ($raw in $entries) {
        $key = ConvertTo-GlmPathKey -Entry $raw -Variable $Variable.all
        $class = Get-GlmPathClass -Entry $raw -Variable $Variable.all
        $reason = ''
        if (-not $key) { if ($Remove -contains 'Empty') { $reason = 'empty' } }
        elseif ($named.Contains($key)) { $reason = 'named by the caller' }
        elseif ($repeat[$index] -ge 0 -and $Remove -contains 'Duplicate') { $reason = "repeats entry $($repeat[$index])" }
        elseif ($class -eq 'physx' -and $Remove -contains 'Shadowing') { $reason = 'PhysX brings an old cudart64 that shadows CUDA''s' }
        elseif ($class -in 'python', 'conda', 'alias' -and $Remove -contains 'Python') { $reason = "class $class" }
        elseif ($class -eq 'cuda' -and $Remove -contains 'Cuda') { $reason = 'class cuda' }
        elseif ($Remove -contains 'Missing' -and $key -match '^[A-Z]:\\' -and [System.IO.Directory]::Exists($key.Substring(0, 3)) -and -not [System.IO.Directory]::Exists($key)) { $reason = 'the folder does not exist' }
        [pscustomobject]@{ index = $index; entry = $raw; class = $class; reason = $reason }
        $index++
    }
}
