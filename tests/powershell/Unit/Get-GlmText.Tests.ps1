# The texts for people in both languages; the keys are compared in Module/Conventions.Tests.ps1.
BeforeDiscovery {
    $module = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy")
    $names = @((Import-PowerShellDataFile -LiteralPath "$module/en-US/GlmDeploy.Strings.psd1").Keys | Sort-Object | ForEach-Object { @{ Name = $_ } })
}
BeforeAll {
    $script:module = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy")
    Import-Module "$script:module/GlmDeploy.psd1" -Force
    $script:english = Import-PowerShellDataFile -LiteralPath "$script:module/en-US/GlmDeploy.Strings.psd1"
    $script:chinese = Import-PowerShellDataFile -LiteralPath "$script:module/zh-CN/GlmDeploy.Strings.psd1"
    $contract = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../contract")
    $script:errorsChinese = ([System.IO.File]::ReadAllText("$contract/errors-zh-CN.json") | ConvertFrom-Json).errors
    $script:errorsEnglish = @{}
    foreach ($file in [System.IO.Directory]::GetFiles("$contract/errors", '*.json')) {
        foreach ($row in ([System.IO.File]::ReadAllText($file) | ConvertFrom-Json).errors.PSObject.Properties) { $script:errorsEnglish[$row.Name] = $row.Value }
    }
    # Runs a block of the module under a UI culture.
    function Invoke-Under([string] $Culture, [scriptblock] $Block) {
        $before = [System.Globalization.CultureInfo]::CurrentUICulture
        try {
            [System.Threading.Thread]::CurrentThread.CurrentUICulture = New-Object System.Globalization.CultureInfo $Culture
            InModuleScope GlmDeploy { $script:GlmText = $null }
            InModuleScope GlmDeploy $Block
        }
        finally {
            [System.Threading.Thread]::CurrentThread.CurrentUICulture = $before
            InModuleScope GlmDeploy { $script:GlmText = $null }
        }
    }
}
Describe 'Get-GlmText' {
    It 'speaks <Expected> under <Culture>' -ForEach @(
        @{ Culture = 'en-US'; Expected = 'English' }, @{ Culture = 'zh-CN'; Expected = 'Chinese' }, @{ Culture = 'zh-TW'; Expected = 'Chinese' }
        @{ Culture = 'zh-Hans-SG'; Expected = 'Chinese' }, @{ Culture = 'de-DE'; Expected = 'English' }, @{ Culture = ''; Expected = 'English' }
    ) {
        $text = Invoke-Under $Culture { Get-GlmText 'Planned' }
        $text | Should -BeExactly $(if ($Expected -eq 'Chinese') { $script:chinese['Planned'] } else { $script:english['Planned'] })
    }
    It 'puts values in, braces of theirs included' {
        Invoke-Under 'en-US' { Get-GlmText 'Left' 'C:\{0}\x', 'why' } | Should -BeExactly '  left: C:\{0}\x (why)'
    }
    It 'shows a whole failure in Chinese, in at most five lines' {
        $lines = Invoke-Under 'zh-CN' {
            $seen = New-Object System.Collections.Generic.List[string]
            Mock Write-GlmConsole { $seen.Add($Line) }.GetNewClosure()
            $failure = @{ message = 'm'; why = 'w'; hint = 'h'; id = 'disk-full'; log = 'C:\log' }
            Write-GlmSummary -Run ([pscustomobject]@{ IsPlan = $false; Closing = @(); Restart = '' }) -Result @{ error = $failure; exit_code = 69014 }
            $seen.ToArray()
        }
        @($lines | Where-Object { $_ }).Count | Should -BeLessOrEqual 5
        $lines -join "`n" | Should -Match ([regex]::Escape($script:chinese['Action'] + $script:errorsChinese.'disk-full'.action + ' (h)'))
        $lines -join "`n" | Should -Match ([regex]::Escape($script:chinese['Why'] + $script:errorsChinese.'disk-full'.why))
        $lines -join "`n" | Should -Match 'disk-full.*69014'
    }
    It 'keeps a failure of many lines to five' {
        $lines = Invoke-Under 'en-US' {
            $seen = New-Object System.Collections.Generic.List[string]
            Mock Write-GlmConsole { $seen.Add($Line) }.GetNewClosure()
            $failure = @{ message = "one`r`ntwo`n`n$([char] 27)[2Jthree"; why = "w`nw"; hint = "h`r`nh"; id = 'disk-full'; log = 'C:\log' }
            Write-GlmSummary -Run ([pscustomobject]@{ IsPlan = $false; Closing = @(); Restart = '' }) -Result @{ error = $failure; exit_code = 69014 }
            $seen.ToArray()
        }
        @($lines | Where-Object { $_ }).Count | Should -Be 5
        $lines -join '' | Should -Not -Match '[\x00-\x1f]'
        $lines -join '' | Should -Match 'one two'
    }
    It 'says the action of the table once, in Chinese, and an unknown id as it came' {
        $texts = Invoke-Under 'zh-TW' {
            (Get-GlmErrorText -Failure @{ id = 'disk-full'; why = 'w'; hint = (Get-GlmErrorEntry -Id 'disk-full').Action }).Action
            (Get-GlmErrorText -Failure @{ id = 'not-in-the-table'; why = 'w'; hint = 'h' }).Action
        }
        $texts[0] | Should -BeExactly $script:errorsChinese.'disk-full'.action
        $texts[1] | Should -BeExactly 'h'
    }
    It 'leaves English failures as they are' {
        (Invoke-Under 'fr-FR' { Get-GlmErrorText -Failure @{ id = 'disk-full'; why = 'w'; hint = 'h' } }).Why | Should -BeExactly 'w'
    }
    It 'keeps the columns of the stages straight, though Chinese letters are wide' {
        $lines = Invoke-Under 'zh-CN' {
            $seen = New-Object System.Collections.Generic.List[string]
            Mock Write-GlmConsole { $seen.Add($Line) }.GetNewClosure()
            $run = [pscustomobject]@{ Stages = New-Object System.Collections.Generic.List[object] }
            Add-GlmStage -Run $run -Stage ([pscustomobject]@{ name = 'fetch'; status = 'skipped'; seconds = 0.1; reason = 'why' })
            $seen.ToArray()
        }
        $lines | Should -BeExactly "  = fetch           0.1 s  $($script:chinese['Skipped'])    why"
    }
}
Describe '<Name>' -ForEach $names {
    It 'has the same places for values in both languages' {
        $find = { param($text) @([regex]::Matches($text, '\{\d\}') | ForEach-Object { $_.Value } | Sort-Object) -join ',' }
        & $find $script:chinese[$Name] | Should -Be (& $find $script:english[$Name])
        $script:chinese[$Name] | Should -Match '[\u4e00-\u9fff]'
    }
}
Describe 'the sentences about errors' {
    It 'stand in both languages for every id' {
        (@($script:errorsChinese.PSObject.Properties.Name | Sort-Object) -join ',') | Should -Be (@($script:errorsEnglish.Keys | Sort-Object) -join ',')
    }
    It 'are Chinese, and name the same options, commands and variables' {
        $names = '(?<![\w-])--?[A-Za-z][\w-]+|glm-deploy \w[\w-]*|[A-Z]+_[A-Z_]+|config\.json|nvidia-smi|Repair-GlmPath'
        foreach ($id in $script:errorsEnglish.Keys) {
            foreach ($part in 'why', 'action') {
                $chinese = $script:errorsChinese.$id.$part
                $chinese | Should -Match '[\u4e00-\u9fff]' -Because $id
                foreach ($name in [regex]::Matches($script:errorsEnglish[$id].$part, $names)) { $chinese.Contains($name.Value) | Should -BeTrue -Because "$id names $($name.Value)" }
            }
        }
    }
}
Describe 'the files' {
    It 'have a mark of their encoding where they hold more than ASCII' {
        foreach ($file in [System.IO.Directory]::GetFiles($script:module, '*.psd1', 'AllDirectories')) {
            $bytes = [System.IO.File]::ReadAllBytes($file)
            if (@($bytes | Where-Object { $_ -gt 127 }).Count) { ($bytes[0..2] -join ',') | Should -Be '239,187,191' -Because "Windows PowerShell 5.1 reads $file otherwise in its code page" }
        }
    }
}
