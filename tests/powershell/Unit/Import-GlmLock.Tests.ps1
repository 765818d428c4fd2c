# Locks, good, stale and hostile; real files.
BeforeDiscovery {
    $faults = @(
        @{ Case = 'another schema'; Change = { param($lock) $lock.schema = 2 } }
        @{ Case = 'another platform'; Change = { param($lock) $lock.platform = 'linux-64' } }
        @{ Case = 'an input that leaves the folder'; Change = { param($lock) $lock.inputs[0].path = '../../secret' } }
        @{ Case = 'an absolute input'; Change = { param($lock) $lock.inputs[0].path = 'C:/secret' } }
        @{ Case = 'an input with a line end after it'; Change = { param($lock) $lock.inputs[0].path += "`n" } }
        @{ Case = 'a profile that leads out of its folder'; Change = { param($lock) $lock.profile = '..\demo' } }
        @{ Case = 'a hash with a line end after it'; Change = { param($lock) $lock.inputs[0].sha256 += "`n" } }
        @{ Case = 'a Python version with a line end after it'; Change = { param($lock) $lock.python.versions = @("3.12`n"); $lock.packages = @{ "3.12`n" = @() } } }
        @{ Case = 'a short hash'; Change = { param($lock) $lock.inputs[0].sha256 = 'abc' } }
        @{ Case = 'no packages for its Python'; Change = { param($lock) $lock.python.versions = @('3.9') } }
        # micromamba ignores a hash that it cannot read, and takes the file as it is.
        @{ Case = 'a conda hash that is short'; Change = { param($lock) $lock.conda.packages[0].sha256 = 'a' * 63 } }
        @{ Case = 'a conda hash in capitals'; Change = { param($lock) $lock.conda.packages[0].sha256 = 'A' * 64 } }
        @{ Case = 'a conda hash with its name before it'; Change = { param($lock) $lock.conda.packages[0].sha256 = 'sha256:' + 'a' * 64 } }
        @{ Case = 'a conda hash with a line after it'; Change = { param($lock) $lock.conda.packages[0].sha256 = 'a' * 64 + "`n" } }
        @{ Case = 'an MD5 for a conda hash'; Change = { param($lock) $lock.conda.packages[0].sha256 = 'a' * 32 } }
        @{ Case = 'no conda hash'; Change = { param($lock) $lock.conda.packages[0].sha256 = $null } }
        @{ Case = 'a conda file that is a second line'; Change = { param($lock) $lock.conda.packages[0].file = "python-1-0.conda`n" } }
        @{ Case = 'a conda file that brings its own hash'; Change = { param($lock) $lock.conda.packages[0].file = 'python-1-0.conda#aa' } }
        @{ Case = 'a conda package of another platform'; Change = { param($lock) $lock.conda.packages[0].subdir = 'linux-64' } }
        @{ Case = 'a conda package named twice'; Change = { param($lock) $lock.conda.packages = @($lock.conda.packages[0], $lock.conda.packages[0]) } }
        @{ Case = 'no conda packages'; Change = { param($lock) $lock.conda.packages = @() } }
        @{ Case = 'a conda list without a Python'; Change = { param($lock) $lock.conda.packages[0].name = 'pip' } }
        @{ Case = 'a micromamba without a hash'; Change = { param($lock) $lock.conda.micromamba.sha256 = '' } }
        @{ Case = 'a retry policy with a hole'; Change = { param($lock) $lock.retry = [pscustomobject]@{ attempts = 1 } } }
    )
}
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    function New-Lock([scriptblock] $Change) {
        $folder = "$TestDrive/$([guid]::NewGuid().ToString('N'))"
        [void] (New-Item -ItemType Directory -Path "$folder/manifests")
        [System.IO.File]::WriteAllText("$folder/manifests/a.yaml", "name: a`n")
        $hash = (Get-FileHash -LiteralPath "$folder/manifests/a.yaml" -Algorithm SHA256).Hash.ToLowerInvariant()
        $lock = ConvertFrom-Json (ConvertTo-Json -Depth 8 @{
                schema = 1; profile = 'a'; platform = 'win-64'; inputs = @(@{ path = 'manifests/a.yaml'; sha256 = $hash })
                conda = @{
                    micromamba = @{ version = '2.9.0-0'; file = 'micromamba.exe'; size = 1; sha256 = ('c' * 64); urls = @('https://example.org/micromamba.exe') }
                    channel = @{ name = 'c'; urls = @('https://example.org/c') }
                    packages = @(@{ name = 'python'; version = '3.12.1'; build = '0'; subdir = 'win-64'; file = 'python-3.12.1-0.conda'; size = 1; sha256 = ('d' * 64) })
                }
                python = @{ implementation = 'cpython'; versions = @('3.12') }; model = @{ name = 'm' }; needs = @{ disk_gib = 1 }; limits_s = @{ deploy = 60 }
                packages = @{ '3.12' = @(@{ name = 'x'; version = '1'; file = 'x-1-py3-none-any.whl'; size = 1; sha256 = ('a' * 64); index = 'pypi' }, @{ name = 'y'; version = '2'; file = 'y-2-py3-none-any.whl'; size = 1; sha256 = ('b' * 64); index = 'pypi' }) }
                retry = @{ attempts = 1; base_s = 0; factor = 1; cap_s = 0; jitter = 0; budget_s = 1; stall_s = 1; retry_status = @(503) }
            })
        if ($Change) { & $Change $lock }
        [System.IO.File]::WriteAllText("$folder/a.win-64.json", (ConvertTo-Json $lock -Depth 8))
        $folder
    }
    function Get-FailureId([scriptblock] $Action) { try { [void] (& $Action) } catch { return $_.FullyQualifiedErrorId.Split(',')[0] } }
}
Describe 'Import-GlmLock' {
    It 'reads a good lock and names its environment as Python does' {
        $folder = New-Lock { param($lock) $lock.conda = $null }
        $lock = Import-GlmLock -Path "$folder/a.win-64.json" -ManifestRoot $folder
        $lock.Minor | Should -Be '3.12'
        # printf 'glm-environment 2\nwin-64 3.12\naaa... x-1-py3-none-any.whl\nbbb... y-2-py3-none-any.whl\n' | sha256sum
        $lock.Key | Should -Be '5e1f516aae69ebb399b1b4f55fdc8bac51dfd2f881036e9b2b6d4d014a4773a1'
    }
    It 'names another environment where another conda package is pinned' {
        # As above with the line 'ccc... python-3.12.1-0.conda'.
        $folder = New-Lock { param($lock) $lock.conda.packages[0].sha256 = 'c' * 64 }
        (Import-GlmLock -Path "$folder/a.win-64.json" -ManifestRoot $folder).Key | Should -Be 'e499532168a3d75786b55d7f8490388a753a52f522a841c657054aa90a570b48'
    }
    It 'stops at a manifest that changed, with the command that locks again' {
        $folder = New-Lock
        [System.IO.File]::AppendAllText("$folder/manifests/a.yaml", '# more')
        try { Import-GlmLock -Path "$folder/a.win-64.json" -ManifestRoot $folder } catch { $failure = $_ }
        $failure.FullyQualifiedErrorId | Should -Match '^lock-stale'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'glm-deploy lock a'
        $failure.Exception.Message | Should -Match 'manifests/a.yaml is not what'
    }
    It 'stops at a manifest that is gone' {
        $folder = New-Lock
        [System.IO.File]::Delete("$folder/manifests/a.yaml")
        Get-FailureId { Import-GlmLock -Path "$folder/a.win-64.json" -ManifestRoot $folder } | Should -Be 'lock-stale'
    }
    It 'refuses <Case>' -ForEach $faults {
        $folder = New-Lock $Change
        Get-FailureId { Import-GlmLock -Path "$folder/a.win-64.json" -ManifestRoot $folder } | Should -Be 'lock-invalid'
    }
    It 'refuses what is no JSON, an array, and nothing' {
        foreach ($text in '{"schema": 1', '[1]', '', '<html>') {
            [System.IO.File]::WriteAllText("$TestDrive/bad.json", $text)
            Get-FailureId { Import-GlmLock -Path "$TestDrive/bad.json" } | Should -Be 'lock-invalid'
        }
    }
    It 'says when there is none' { Get-FailureId { Import-GlmLock -Profile 'no-such-profile' } | Should -Be 'lock-missing' }
    It 'refuses the profile <Name>, which is more than a name' -ForEach @(@{ Name = '..\..\x' }, @{ Name = "demo`n" }) { Get-FailureId { Import-GlmLock -Profile $Name } | Should -Be 'usage' }
    It 'reads every lock of the project' {
        foreach ($file in [System.IO.Directory]::GetFiles("$script:root/manifests/locks", '*.win-64.json')) { (Import-GlmLock -Path $file).Key | Should -Match '^[0-9a-f]{64}$' }
    }
}
