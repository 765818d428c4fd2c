# What a support bundle holds, and that no name and no secret of this machine is in it: a real zip, read back.
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    Import-Module "$script:root/modules/GlmDeploy/GlmDeploy.psd1" -Force
    Add-Type -AssemblyName System.IO.Compression, System.IO.Compression.FileSystem
    $script:chinese = "$([char] 0x738B)$([char] 0x5C0F)$([char] 0x660E)"
    function Read-Zip([string] $Path) {
        $found = [ordered]@{}
        $zip = [System.IO.Compression.ZipFile]::OpenRead($Path)
        try {
            foreach ($entry in $zip.Entries) {
                $reader = New-Object System.IO.StreamReader $entry.Open(), ([System.Text.Encoding]::UTF8)
                try { $found[$entry.FullName] = $reader.ReadToEnd() } finally { $reader.Dispose() }
            }
        }
        finally { $zip.Dispose() }
        $found
    }
    function Hide([string] $Text) {
        InModuleScope GlmDeploy -Parameters @{ Text = $Text; Chinese = $script:chinese } {
            param($Text, $Chinese)
            Hide-GlmIdentity -Text $Text -Name @{ 'zhangwei' = 'user'; $Chinese = 'user'; 'WS-4711' = 'computer'; 'contoso' = 'domain' }
        }
    }
}
Describe 'what is taken out' {
    It '<Text>' -ForEach @(
        @{ Text = 'https://bob:s3cret@host.example/simple/'; Result = 'https://[credentials]@host.example/simple/' }
        @{ Text = 'http://a:p@ss@10.1.2.3:8080/x'; Result = 'http://[credentials]@[address]:8080/x' }
        @{ Text = 'https://h.example/f?token=abc123&part=2'; Result = 'https://h.example/f?token=[secret]&part=2' }
        @{ Text = 'https://h.example/f?X-Amz-Signature=ff00&x=1'; Result = 'https://h.example/f?X-Amz-Signature=[secret]&x=1' }
        @{ Text = 'Authorization: Bearer abcdefgh.ijklmnop'; Result = 'Authorization: Bearer [secret]' }
        @{ Text = '"password": "hunter2 and more"'; Result = '"password": "[secret]"' }
        @{ Text = '{"password": "say \"no\" twice", "x": 1}'; Result = '{"password": "[secret]", "x": 1}' }
        @{ Text = '{\"secret\": \"two words\", \"x\": 1}'; Result = '{\"secret\": \"[secret]\", \"x\": 1}' }
        @{ Text = '{"password": "", "x": 1}'; Result = '{"password": "", "x": 1}' }
        @{ Text = 'AWS_SECRET_ACCESS_KEY=ab/cd+ef next'; Result = 'AWS_SECRET_ACCESS_KEY=[secret] next' }
        @{ Text = 'AccountName=n;AccountKey=ab+/cd==;EndpointSuffix=e'; Result = 'AccountName=n;AccountKey=[secret];EndpointSuffix=e' }
        @{ Text = 'Proxy-Authorization: Negotiate YIIabc=='; Result = 'Proxy-Authorization: Negotiate [secret]' }
        @{ Text = 'password=123456'; Result = 'password=[secret]' }
        @{ Text = 'HF_TOKEN=hf_ABCDEFGHIJKLMNOPQRST'; Result = 'HF_TOKEN=[secret]' }
        @{ Text = '{\"api_key\": \"k-1\"}'; Result = '{\"api_key\": \"[secret]\"}' }
        @{ Text = 'ms per token: 12.5'; Result = 'ms per token: 12.5' }
        @{ Text = 'C:\Users\Zhang Wei\AppData\Local'; Result = 'C:\Users\[user]\AppData\Local' }
        @{ Text = '"C:\\Users\\li\\x"'; Result = '"C:\\Users\\[user]\\x"' }
        @{ Text = 'file:///C:/Users/li/report.html'; Result = 'file:///C:/Users/[user]/report.html' }
        @{ Text = 'CONTOSO\zhangwei on ws-4711.contoso.local'; Result = '[domain]\[user] on [computer].[domain].local' }
        @{ Text = '"user": "VM\\li", "x": 1'; Result = '"user": "[user]", "x": 1' }
        @{ Text = '{"user": "what is it?"}'; Result = '{"user": "what is it?"}' }
        @{ Text = 'zhangweis file'; Result = 'zhangweis file' }
        @{ Text = 'S-1-5-21-1-2-3-1001 and S-1-5-18'; Result = '[sid] and S-1-5-18' }
        @{ Text = 'S-1-12-1-11-22-33-44 in the cloud'; Result = '[sid] in the cloud' }
        @{ Text = 'mail li.wei@mail.example.com now'; Result = 'mail [mail] now' }
        @{ Text = 'from 192.168.0.17 to 127.0.0.1'; Result = 'from [address] to 127.0.0.1' }
        @{ Text = 'Windows 10.0.22631.2506, driver 32.0.15.8129'; Result = 'Windows 10.0.22631.2506, driver 32.0.15.8129' }
        @{ Text = 'fe80::1ff:fe23:4567:890a and ::1'; Result = '[address] and ::1' }
        @{ Text = '<uuid>GPU-1f3c9a52-0000-1111-2222-0123456789ab</uuid>'; Result = '<uuid>GPU-[HASH]</uuid>'.Replace('HASH', ([System.BitConverter]::ToString([System.Security.Cryptography.SHA256]::Create().ComputeHash([System.Text.Encoding]::UTF8.GetBytes('gpu-1f3c9a52-0000-1111-2222-0123456789ab')), 0, 4).Replace('-', '').ToLowerInvariant())) }
        @{ Text = '<serial>1320921045678</serial>, "serial": "1320921045678", Serial Number : N/A'; Result = '<serial>[serial]</serial>, "serial": "[serial]", Serial Number : N/A' }
        @{ Text = 'serialization/__init__.py 12345678'; Result = 'serialization/__init__.py 12345678' }
        @{ Text = 'bus 00000000:01:00.0 at 12:34:56, [IPAddress]::TryParse'; Result = 'bus 00000000:01:00.0 at 12:34:56, [IPAddress]::TryParse' }
    ) { Hide $Text | Should -BeExactly $Result }
    It 'takes a long line of <Text> in its stride' -ForEach @(
        @{ Text = '-' }, @{ Text = '7' }, @{ Text = 'secret' }, @{ Text = 'token' }, @{ Text = 'a@' }, @{ Text = '://' }, @{ Text = '"password": "' }
    ) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        [void] (Hide ($Text * [int] (60000 / $Text.Length)))
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
    }
    It 'knows a Chinese name, also as JSON writes it' {
        Hide "$($script:chinese) says" | Should -BeExactly '[user] says'
        Hide 'C:\\data\\\u738b\u5c0f\u660e\\x' | Should -BeExactly 'C:\\data\\[user]\\x'
    }
}
Describe 'Export-GlmSupportBundle' {
    BeforeAll {
        $script:deployment = [System.IO.Path]::Combine("$TestDrive", "it's [a] root")
        $files = @{
            'current.json' = '{"schema": 1, "artefacts": [{"name": "bf16"}]}'
            'envs\0123456789ab\environment.json' = '{"schema": 1}'
            'envs\0123456789ab\python.exe' = 'MZ'
            'models\demo\1\bf16-0123456789ab\artifact.json' = '{"kind": "bf16"}'
            'models\demo\1\bf16-0123456789ab\model.safetensors' = 'weights'
            'cache\wheels\a.whl' = 'PK'
            'notes.txt' = 'mine'
            'logs\20261123T190000Z-0a1b2c\deploy.log' = "fetching https://bob:s3cret@host.example/f?token=abc from 10.1.2.3`r`nC:\Users\zhangwei\x"
            'logs\20261123T190000Z-0a1b2c\report.json' = '{"host": "WS-4711"}'
            'logs\20261122T190000Z-0a1b2c\deploy.log' = 'the day before'
            'logs\20261121T190000Z-0a1b2c\deploy.log' = 'two days before'
        }
        foreach ($name in $files.Keys) {
            $path = "$script:deployment\$name"
            [void] [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
            [System.IO.File]::WriteAllText($path, $files[$name])
        }
    }
    BeforeEach { Mock Get-GlmIdentityName -ModuleName GlmDeploy { @{ 'zhangwei' = 'user'; 'WS-4711' = 'computer' } } }
    It 'packs logs, reports, records and facts, newest first, and says what it left out' {
        $answer = Export-GlmSupportBundle -Root $script:deployment -Destination "$TestDrive" -Runs 2
        $content = Read-Zip $answer.Path
        foreach ($name in 'facts.json', 'gpu.json', 'path.json', 'current.json', 'contents.txt', 'logs/20261123T190000Z-0a1b2c/deploy.log', 'logs/20261122T190000Z-0a1b2c/deploy.log', 'envs/0123456789ab/environment.json', 'models/demo/1/bf16-0123456789ab/artifact.json') {
            @($content.Keys) | Should -Contain $name
        }
        (@($content.Keys) -join ' ') | Should -Not -Match 'safetensors|\.whl|python\.exe|20261121|notes'
        $content['contents.txt'] | Should -Match 'logs/20261121T190000Z-0a1b2c: older than the newest 2 runs'
        $content['contents.txt'] | Should -Match 'notes\.txt: not made by Deploy-GLM'
        $content['contents.txt'] | Should -Match 'cache/wheels: downloads'
        (ConvertFrom-Json $content['facts.json']).powershell.version | Should -Not -BeNullOrEmpty
        $answer.Bytes | Should -Be (New-Object System.IO.FileInfo $answer.Path).Length
    }
    It 'holds no name and no secret' {
        $content = Read-Zip (Export-GlmSupportBundle -Root $script:deployment -Destination "$TestDrive").Path
        $all = @($content.Values) -join "`n"
        $all | Should -Not -Match 's3cret|token=abc|10\.1\.2\.3|zhangwei|WS-4711'
        $content['logs/20261123T190000Z-0a1b2c/deploy.log'] | Should -Match 'https://\[credentials\]@host\.example/f\?token=\[secret\] from \[address\]'
        (ConvertFrom-Json $content['logs/20261123T190000Z-0a1b2c/report.json']).host | Should -Be '[computer]'
    }
    It 'keeps to its limit: the end of a long log, and a name for what did not fit' {
        $long = New-Object System.Text.StringBuilder
        [void] $long.Append('https://bob:s3cret@cut.in.two/ ')
        foreach ($number in 1..60000) { [void] $long.Append("line $number of a log that goes on and on, as logs of long runs do when nobody looks`n") }
        [void] $long.Append('the end')
        [System.IO.Directory]::CreateDirectory("$TestDrive\long\logs\20261123T190000Z-0a1b2c") | Out-Null
        [System.IO.File]::WriteAllText("$TestDrive\long\logs\20261123T190000Z-0a1b2c\events.jsonl", $long.ToString())
        [System.IO.File]::WriteAllText("$TestDrive\long\logs\20261123T190000Z-0a1b2c\result.json", '{}')
        $answer = Export-GlmSupportBundle -Root "$TestDrive\long" -Destination "$TestDrive" -LimitMiB 1
        $text = (Read-Zip $answer.Path)['logs/20261123T190000Z-0a1b2c/events.jsonl']
        $text.Length | Should -BeLessThan 1MB
        $text | Should -Match 'the end$'
        $text | Should -Match '^line \d+ of'
        @($answer.LeftOut | Where-Object { $_.Name -like '*events.jsonl' })[0].Reason | Should -Match 'its first \d+ bytes'
        @($answer.LeftOut | Where-Object { $_.Name -like '*result.json' })[0].Reason | Should -Match 'limit'
    }
    It 'reads a log that a run is writing' {
        $used = New-Object System.IO.StreamWriter "$script:deployment\logs\20261122T190000Z-0a1b2c\deploy.log", $true
        try { $content = Read-Zip (Export-GlmSupportBundle -Root $script:deployment -Destination "$TestDrive").Path }
        finally { $used.Dispose() }
        $content['logs/20261122T190000Z-0a1b2c/deploy.log'] | Should -Match 'the day before'
    }
    It 'works where nothing is deployed, and leaves no half-written file' {
        $answer = Export-GlmSupportBundle -Root "$TestDrive\none" -Destination "$TestDrive\none.zip"
        @((Read-Zip $answer.Path).Keys) | Should -Contain 'facts.json'
        Test-Path -LiteralPath "$TestDrive\none" | Should -BeFalse
        Test-Path -LiteralPath "$TestDrive\none.zip.part" | Should -BeFalse
    }
    It 'overwrites nothing, and names a destination that cannot be one' {
        [System.IO.File]::WriteAllText("$TestDrive\there.zip", 'mine')
        foreach ($path in "$TestDrive\there.zip", "$TestDrive\no\such\folder.zip", "$TestDrive\no-folder") {
            { Export-GlmSupportBundle -Root $script:deployment -Destination $path } | Should -Throw -ErrorId 'bundle-destination*'
        }
        [System.IO.File]::ReadAllText("$TestDrive\there.zip") | Should -Be 'mine'
    }
    It 'writes nothing with -WhatIf' {
        Export-GlmSupportBundle -Root $script:deployment -Destination "$TestDrive\plan.zip" -WhatIf | Should -BeNullOrEmpty
        Test-Path -LiteralPath "$TestDrive\plan.zip" | Should -BeFalse
    }
}
