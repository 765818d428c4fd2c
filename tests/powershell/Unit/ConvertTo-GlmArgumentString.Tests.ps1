# Quoting, proved by a real program that prints what it was given.
BeforeDiscovery {
    $cases = @('plain', '', 'a b', 'c"d', 'e\', 'f g\', 'h\"i', '\\server\share\', 'C:\Program Files\x\', '"', '\"', '\\"', 'tab	in', '%PATH%', '^&|<>', '$(x)', "it's", '-X=1', '*?', 'a\\b') | ForEach-Object { @{ Value = $_ } }
    $cases += @(@('a\', 'a b\', 'x\\', 'y') | ForEach-Object { @{ Value = "$_`n" } })
    $cases += @{ Value = [string] [char] 0x8BD7 + ' ' + [char] 0xE9 }
}
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    $values = @('plain', '', 'a b', 'c"d', 'e\', 'f g\', 'h\"i', '\\server\share\', 'C:\Program Files\x\', '"', '\"', '\\"', "tab`tin", '%PATH%', '^&|<>', '$(x)', "it's", '-X=1', '*?', 'a\\b', "a\`n", "a b\`n", "x\\`n", "y`n", ([string] [char] 0x8BD7 + ' ' + [char] 0xE9))
    # One start for all: what came back is looked up by each test.
    $answer = InModuleScope GlmDeploy -Parameters @{ values = $values } {
        $python = (Find-GlmPython -Minor '3.12').Path
        Invoke-GlmProcess -FilePath $python -ArgumentList (@('-X', 'utf8', '-c', 'import json, sys; print(json.dumps(sys.argv[1:]))') + $values)
    }
    $script:seen = ConvertFrom-Json $answer.StandardOutput
}
Describe 'ConvertTo-GlmArgumentString' {
    It 'hands over <Value> as it is' -ForEach $cases { @($script:seen) -ccontains $Value | Should -BeTrue }
    It 'keeps their number' { @($script:seen).Count | Should -Be 25 }
    It 'refuses what Windows would cut or refuse' {
        { InModuleScope GlmDeploy { ConvertTo-GlmArgumentString -Argument ('x' * 40000) } } | Should -Throw -ErrorId 'process-argument*'
        (InModuleScope GlmDeploy { ConvertTo-GlmArgumentString -Argument ('x' * 32000) }).Length | Should -Be 32000
    }
    It 'refuses a NUL' {
        { InModuleScope GlmDeploy { ConvertTo-GlmArgumentString -Argument "a$([char] 0)b" } } | Should -Throw
    }
}
