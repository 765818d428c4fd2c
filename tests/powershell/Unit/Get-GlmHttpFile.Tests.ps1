# The downloader of this half against a real local server that cuts, stalls, lies and refuses.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $script:data = "$TestDrive/data"
    [void] (New-Item -ItemType Directory -Path $script:data)
    $bytes = New-Object byte[] 300000
    (New-Object System.Random 7).NextBytes($bytes)
    [System.IO.File]::WriteAllBytes("$script:data/file.bin", $bytes)
    $script:hash = (Get-FileHash -LiteralPath "$script:data/file.bin" -Algorithm SHA256).Hash.ToLowerInvariant()
    # The server must run beside the test, which Invoke-GlmProcess cannot do.
    $start = New-Object System.Diagnostics.ProcessStartInfo (InModuleScope GlmDeploy { (Find-GlmPython -Minor '3.12').Path })
    $start.Arguments = "-u `"$script:root\tests\fixtures\powershell\rough_server.py`" `"$script:data`" `"$script:data\port`""
    $start.UseShellExecute = $false
    $script:server = [System.Diagnostics.Process]::Start($start)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (Test-Path -LiteralPath "$script:data/port") -and $clock.Elapsed.TotalSeconds -lt 60) { Start-Sleep -Milliseconds 200 }
    Start-Sleep -Milliseconds 200
    $script:base = "http://127.0.0.1:$([System.IO.File]::ReadAllText("$script:data/port"))"
    $script:policy = [pscustomobject]@{ attempts = 4; base_s = 0.01; factor = 1.0; cap_s = 0.01; jitter = 0.0; budget_s = 60.0; stall_s = 3.0; retry_status = @(503) }
    function Get-Count([string] $Place) { [int] (New-Object System.Net.WebClient).DownloadString("$script:base/count/$Place") }
    function Get-File([string[]] $Address, [string] $Target, [switch] $Offline, [hashtable] $Change = @{}) {
        $policy = $script:policy.PSObject.Copy()
        foreach ($key in $Change.Keys) { $policy.$key = $Change[$key] }
        InModuleScope GlmDeploy -Parameters @{ address = $Address; target = $Target; hash = $script:hash; policy = $policy; offline = [bool] $Offline } {
            try { Get-GlmHttpFile -Address $address -Destination $target -Sha256 $hash -Size 300000 -Policy $policy -Offline:$offline -WarningAction SilentlyContinue }
            catch { $_.FullyQualifiedErrorId.Split(',')[0] }
        }
    }
}
AfterAll {
    $script:server.Kill()
    $script:server.Dispose()
}
Describe 'Get-GlmHttpFile' {
    It 'brings a file whole from <Kind>' -ForEach @(@{ Kind = 'good' }, @{ Kind = 'norange' }, @{ Kind = 'cut' }, @{ Kind = 'busy' }) {
        $target = "$TestDrive\$Kind\file.bin"
        Get-File "$script:base/$Kind/file.bin" $target | Should -Be $target
        (Get-FileHash -LiteralPath $target -Algorithm SHA256).Hash | Should -Be $script:hash
        Test-Path -LiteralPath "$target.part" | Should -BeFalse
    }
    It 'goes on with what an earlier run left, also where the server knows no ranges (<Kind>)' -ForEach @(@{ Kind = 'good' }, @{ Kind = 'norange' }) {
        $target = "$TestDrive\left-$Kind\file.bin"
        [void] (New-Item -ItemType Directory -Path "$TestDrive\left-$Kind")
        $all = [System.IO.File]::ReadAllBytes("$script:data/file.bin")
        $some = New-Object byte[] 100000
        [Array]::Copy($all, $some, 100000)
        [System.IO.File]::WriteAllBytes("$target.part", $some)
        Get-File "$script:base/$Kind/file.bin" $target | Should -Be $target
    }
    It 'refuses <Kind> as <Id>, and leaves nothing with the file''s name' -ForEach @(
        @{ Kind = 'login'; Id = 'size-mismatch' }, @{ Kind = 'other'; Id = 'hash-mismatch' }, @{ Kind = 'stall'; Id = 'download-interrupted' }
    ) {
        $target = "$TestDrive\bad-$Kind\file.bin"
        Get-File "$script:base/$Kind/file.bin" $target | Should -Be $Id
        Test-Path -LiteralPath $target | Should -BeFalse
    }
    It 'asks a server of single bytes no more often than the policy says, then the next address' {
        Get-File @("$script:base/byte/file.bin", "$script:base/good/file.bin") "$TestDrive\byte\file.bin" | Should -Be "$TestDrive\byte\file.bin"
        Get-Count 'byte/file.bin' | Should -Be $script:policy.attempts
    }
    It 'leaves a server that drips in time' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Get-File "$script:base/drip/file.bin" "$TestDrive\drip\file.bin" -Change @{ attempts = 1; stall_s = 1.0 } | Should -Be 'download-interrupted'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
    }
    It 'has one budget for all addresses, and asks each of them' {
        [System.IO.File]::Copy("$script:data/file.bin", "$script:data/two.bin")
        Get-File @("$script:base/full/file.bin", "$script:base/full/two.bin") "$TestDrive\full\file.bin" -Change @{ attempts = 9; base_s = 1.0; cap_s = 1.0; budget_s = 2.5 } | Should -Be 'http-status'
        Get-Count 'full/file.bin' | Should -BeIn 2, 3
        Get-Count 'full/two.bin' | Should -Be 1
    }
    It 'says when there is no such file, and takes the next address' {
        Get-File "$script:base/good/none.bin" "$TestDrive\none\file.bin" | Should -Be 'http-status'
        Get-File @("$script:base/good/none.bin", "$script:base/other/file.bin", "$script:base/good/file.bin") "$TestDrive\next\file.bin" | Should -Be "$TestDrive\next\file.bin"
    }
    It 'says when nobody answers' { Get-File 'http://127.0.0.1:9/file.bin' "$TestDrive\silent\file.bin" | Should -Be 'network-unreachable' }
    It 'takes file addresses, also offline; offline refuses others' {
        $address = ([uri] [System.IO.Path]::GetFullPath("$script:data\file.bin")).AbsoluteUri
        Get-File $address "$TestDrive\local\file.bin" -Offline | Should -Be "$TestDrive\local\file.bin"
        Get-File "$script:base/good/file.bin" "$TestDrive\offline\file.bin" -Offline | Should -Be 'offline-missing'
    }
    It 'fetches anew what was damaged in the cache' {
        $target = "$TestDrive\damaged\file.bin"
        [void] (New-Item -ItemType Directory -Path "$TestDrive\damaged")
        [System.IO.File]::WriteAllText($target, 'damaged')
        Get-File "$script:base/good/file.bin" $target | Should -Be $target
        (Get-FileHash -LiteralPath $target -Algorithm SHA256).Hash | Should -Be $script:hash
    }
    It 'shows of <Address> only <Shown>' -ForEach @(
        @{ Address = 'https://me:secret@host/x?token=1'; Shown = 'https://host/x' }
        @{ Address = 'http://me:p@ss@proxy:8080'; Shown = 'http://proxy:8080' }
        @{ Address = 'http://me:pa/ss@proxy'; Shown = 'http://proxy' }
        @{ Address = 'http://me:pa#s?s@proxy/x#y'; Shown = 'http://proxy/x' }
        @{ Address = 'http://CORP\me:secret@proxy:1'; Shown = 'http://proxy:1' }
        @{ Address = 'http://host/name@1.0/x'; Shown = 'http://host/name@1.0/x' }
        @{ Address = 'file:///C:/a@b/x'; Shown = 'file:///C:/a@b/x' }
        @{ Address = ''; Shown = '' }
    ) {
        InModuleScope GlmDeploy -Parameters @{ Address = $Address } { param($Address) Hide-GlmSecret -Address $Address } | Should -BeExactly $Shown
    }
}
