function Test-GlmSystemNeed {
    # Windows 10 1809 (build 17763) is where long paths, the process calls and the Python of the lock are all there;
    # the lock may ask for more in needs.os: an object with build_min, or a text such as 'windows-10.0.19041'.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)] [object] $Facts,
        [AllowNull()] [object] $Lock = $null
    )
    $floor = 17763
    foreach ($row in @(Get-GlmValue -InputObject $Lock -Path 'needs.os' -Default @())) {
        $asked = $(if ($row -is [string]) { if ($row -match '(?i)^win.*?(\d{5,6})') { $Matches[1] } } else { Get-GlmValue -InputObject $row -Path 'build_min' })
        if ($asked -and [int] $asked -gt $floor) { $floor = [int] $asked }
    }
    $build = Get-GlmValue -InputObject $Facts -Path 'os.build'
    $architecture = [string] (Get-GlmValue -InputObject $Facts -Path 'os.architecture' -Default '')
    $product = [string] (Get-GlmValue -InputObject $Facts -Path 'os.product' -Default '')
    $status = 'pass'
    if ($null -eq $build) { $status = 'unknown' }
    elseif ([int] $build -lt $floor -or ($architecture -and $architecture -ne 'AMD64')) { $status = 'fail' }
    $raw = Get-GlmValue -InputObject $Facts -Path 'problems.os' -Default "CurrentBuildNumber $build, $product, $architecture"
    New-GlmNeed -Id 'windows' -Name 'Windows' -Status $status -Observed "$product, build $build, $architecture" -Required "build $floor or newer on x86-64" `
        -Evidence (New-GlmEvidence -Tool 'registry' -Key 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion' -Raw $raw) `
        -Remedy 'Update Windows, or use another machine; ARM is not supported by the pinned packages.' -Verdict @{ ErrorId = 'system-unsupported'; Blocking = ($status -eq 'fail') }
}
