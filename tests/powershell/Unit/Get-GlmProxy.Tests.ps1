# Where the proxy comes from, and that no credential of it is shown.
BeforeAll {
    Import-Module ([System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy/GlmDeploy.psd1")) -Force
    function Get-Blob([string] $Proxy, [string] $Bypass = '') {
        [byte[]] @(40, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0) + [BitConverter]::GetBytes($Proxy.Length) + [System.Text.Encoding]::ASCII.GetBytes($Proxy) +
        [BitConverter]::GetBytes($Bypass.Length) + [System.Text.Encoding]::ASCII.GetBytes($Bypass)
    }
    function Get-Proxy([string] $Address, [hashtable] $Variable = @{}, [object] $System = $null, [byte[]] $WinHttp = $null) {
        InModuleScope GlmDeploy -Parameters @{ Address = $Address; Variable = $Variable; System = $System; WinHttp = $WinHttp } {
            param($Address, $Variable, $System, $WinHttp)
            Get-GlmProxy -Address $Address -Environment $Variable -System $System -WinHttp $WinHttp
        }
    }
}
Describe 'Get-GlmProxy' {
    It 'takes the variable first, in any case, and shows no credentials' {
        $seen = Get-Proxy 'https://index.example/simple' @{ HTTPS_Proxy = 'http://bob:s3cret@proxy.example:8080' } (New-Object System.Net.WebProxy 'http://other.example:1')
        $seen.Address | Should -Be 'http://bob:s3cret@proxy.example:8080'
        $seen.Shown | Should -Be 'http://proxy.example:8080'
        (Get-Proxy 'http://index.example' @{ ALL_PROXY = 'proxy.example:3128' }).Address | Should -Be 'http://proxy.example:3128'
    }
    It 'asks Windows, then the setting of the machine' {
        (Get-Proxy 'https://index.example' @{} (New-Object System.Net.WebProxy 'http://windows.example:8080')).Address | Should -Be 'http://windows.example:8080'
        (Get-Proxy 'https://index.example' @{} $null (Get-Blob 'machine.example:8080' '<local>;*.inside.example')).Address | Should -Be 'http://machine.example:8080'
        (Get-Proxy 'https://index.example' @{} $null (Get-Blob 'http=a.example:80;https=b.example:81')).Address | Should -Be 'http://b.example:81'
        Get-Proxy 'https://wheels.inside.example' @{} $null (Get-Blob 'machine.example:8080' '<local>;*.inside.example') | Should -BeNullOrEmpty
        Get-Proxy 'https://server' @{} $null (Get-Blob 'machine.example:8080' '<local>') | Should -BeNullOrEmpty
    }
    It 'is none for <Address> with no_proxy <List>' -ForEach @(
        @{ Address = 'http://127.0.0.1:8000/x'; List = '' }, @{ Address = 'http://localhost/x'; List = '' }, @{ Address = 'https://a.example.com'; List = 'x,example.com' }
        @{ Address = 'https://a.example.com'; List = '.example.com' }, @{ Address = 'https://example.com:8443'; List = 'example.com:8443' }, @{ Address = 'https://a.b'; List = '*' }
        @{ Address = 'file:///C:/wheels'; List = '' }
    ) { Get-Proxy $Address @{ https_proxy = 'http://p:1'; http_proxy = 'http://p:1'; no_proxy = $List } | Should -BeNullOrEmpty }
    It 'does not take the end of another name for a domain' {
        (Get-Proxy 'https://notexample.com' @{ https_proxy = 'http://p:1'; no_proxy = 'example.com' }).Address | Should -Be 'http://p:1'
    }
    It 'makes nothing of a damaged setting' {
        foreach ($blob in [byte[]] @(1, 2, 3), [byte[]] @(40, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 255, 255, 0, 0), [byte[]] @(40, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)) {
            Get-Proxy 'https://index.example' @{} $null $blob | Should -BeNullOrEmpty
        }
    }
    It 'is asked once, handed to children, and logged without its credentials' {
        $seen = InModuleScope GlmDeploy {
            $script:GlmProxy = $null
            $said = New-Object System.Collections.Generic.List[string]
            Mock Get-GlmProxy { [pscustomobject]@{ Address = 'http://bob:s3cret@p.example:1'; Shown = 'http://p.example:1'; Source = 'test' } }
            Mock Write-GlmLog { $said.Add($Message) }.GetNewClosure()
            $first = @{}
            $second = @{ NO_PROXY = 'mine' }
            $third = @{ https_proxy = 'http://own:1' }
            foreach ($one in $first, $second, $third) { Add-GlmProxyVariable -Environment $one }
            Should -Invoke Get-GlmProxy -Times 1 -Exactly
            $script:GlmProxy = $null
            @{ First = $first; Second = $second; Third = $third; Said = $said.ToArray() }
        }
        $seen.First['HTTPS_PROXY'] | Should -Be 'http://bob:s3cret@p.example:1'
        $seen.First['NO_PROXY'] | Should -Match 'localhost'
        $seen.Second['NO_PROXY'] | Should -Be 'mine'
        $seen.Third.Keys.Count | Should -Be 1
        ($seen.Said -join ' ') | Should -Match 'p\.example'
        ($seen.Said -join ' ') | Should -Not -Match 's3cret'
    }
}
Describe 'a proxy as people write it' {
    It '<Address>' -ForEach @(
        @{ Address = 'http://p.example:8080'; Bare = 'http://p.example:8080/'; User = ''; Password = '' }
        @{ Address = 'http://me:a%40b@p.example:8080/'; Bare = 'http://p.example:8080/'; User = 'me'; Password = 'a@b' }
        @{ Address = 'http://me:a@b#c/d?e:f@p.example:8080'; Bare = 'http://p.example:8080/'; User = 'me'; Password = 'a@b#c/d?e:f' }
        @{ Address = 'http://CORP\me:secret@[::1]:3128'; Bare = 'http://[::1]:3128/'; User = 'CORP\me'; Password = 'secret' }
        @{ Address = 'https://me@p.example'; Bare = 'https://p.example/'; User = 'me'; Password = '' }
    ) {
        $seen = InModuleScope GlmDeploy -Parameters @{ Address = $Address } {
            param($Address)
            $parts = ConvertFrom-GlmProxyAddress -Address $Address -Source 'test'
            $user = ''
            if ($parts.Credential) { $user = @(@($parts.Credential.Domain, $parts.Credential.UserName) | Where-Object { $_ }) -join '\' }
            @($parts.Address.AbsoluteUri, $user, $(if ($parts.Credential) { $parts.Credential.Password } else { '' })) -join '|'
        }
        $seen | Should -BeExactly "$Bare|$User|$Password"
    }
    It '<Address> is refused without its password' -ForEach @(
        @{ Address = 'http://me:S3cret@' }, @{ Address = 'socks5://me:S3cret@p.example:1' }, @{ Address = 'http://me:S3cret@p.example:port' }, @{ Address = 'http://me:S3cret@two words' }
    ) {
        $failure = InModuleScope GlmDeploy -Parameters @{ Address = $Address } {
            param($Address)
            $written = $Address
            Mock Get-GlmProxy { [pscustomobject]@{ Address = $written; Shown = ''; Source = 'environment variable https_proxy' } }.GetNewClosure()
            try { [void] (New-GlmHttpRequest -Address 'https://index.example/x') } catch { ConvertTo-GlmFailure -ErrorRecord $_ }
        }
        $failure.Id | Should -Be 'network-settings-invalid'
        $failure.Message | Should -Match 'https_proxy'
        $failure.Message | Should -Not -Match 'S3cret'
    }
}
