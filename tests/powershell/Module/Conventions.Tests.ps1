# House rules, held by discovery: a new file is checked without anybody adding it here.
BeforeDiscovery {
    $module = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../../modules/GlmDeploy")
    $files = @([System.IO.Directory]::GetFiles($module, '*.ps1', 'AllDirectories') | ForEach-Object {
            @{ Path = $_; Name = [System.IO.Path]::GetFileNameWithoutExtension($_); Public = ($_ -match '[\\/]Public[\\/]') }
        })
    $publics = @($files | Where-Object { $_.Public })
    $root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    $scripts = @($files) + @('Deploy-GLM.ps1', 'tests/run.ps1' | ForEach-Object { @{ Path = "$root/$_"; Name = $_ } }) + @{ Path = "$module/GlmDeploy.psm1"; Name = 'GlmDeploy.psm1' }
}
BeforeAll {
    $script:root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../..")
    $script:module = [System.IO.Path]::Combine($script:root, 'modules', 'GlmDeploy')
    Import-Module ([System.IO.Path]::Combine($script:module, 'GlmDeploy.psd1')) -Force
    function Get-Ast([string] $Path) {
        $tokens = $faults = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $tokens, [ref] $faults)
        if ($faults.Count) { throw "$Path does not parse: $($faults[0].Message)" }
        $ast
    }
}
Describe 'the module' {
    It 'exports exactly the functions of Public' {
        $names = @([System.IO.Directory]::GetFiles("$script:module/Public", '*.ps1') | ForEach-Object { [System.IO.Path]::GetFileNameWithoutExtension($_) } | Sort-Object)
        $exported = @((Get-Module GlmDeploy).ExportedFunctions.Keys | Sort-Object)
        ($exported -join ',') | Should -Be ($names -join ',')
        $manifest = Import-PowerShellDataFile -LiteralPath "$script:module/GlmDeploy.psd1"
        (@($manifest.FunctionsToExport | Sort-Object) -join ',') | Should -Be ($names -join ',')
    }
    It 'has the same texts in every language' {
        $english = Import-PowerShellDataFile -LiteralPath "$script:module/en-US/GlmDeploy.Strings.psd1"
        $chinese = Import-PowerShellDataFile -LiteralPath "$script:module/zh-CN/GlmDeploy.Strings.psd1"
        (@($chinese.Keys | Sort-Object) -join ',') | Should -Be (@($english.Keys | Sort-Object) -join ',')
    }
    It 'keeps the entry script under 150 lines' {
        @([System.IO.File]::ReadAllLines("$script:root/Deploy-GLM.ps1")).Count | Should -BeLessThan 150
    }
}
Describe '<Name>' -ForEach $files {
    It 'is one function of its own name, with an approved verb, at most 40 lines and 8 parameters' {
        $ast = Get-Ast $Path
        $functions = @($ast.EndBlock.Statements | Where-Object { $_ -is [System.Management.Automation.Language.FunctionDefinitionAst] })
        $functions.Count | Should -Be 1
        @($ast.EndBlock.Statements).Count | Should -Be 1
        $functions[0].Name | Should -BeExactly $Name
        (Get-Verb -Verb $Name.Split('-')[0]) | Should -Not -BeNullOrEmpty
        $Name | Should -Match '^[A-Z][a-z]+-Glm[A-Z]'
        $block = $functions[0].Body
        if ($block.ParamBlock) { @($block.ParamBlock.Parameters).Count | Should -BeLessOrEqual 8 }
        # Help is not counted, nor the parameters: the ceiling is about what has to be understood at once.
        $code = $block.EndBlock.Extent
        ($code.EndLineNumber - $code.StartLineNumber + 1) | Should -BeLessOrEqual 40
    }
    It 'is ASCII, and at most 300 lines' {
        $text = [System.IO.File]::ReadAllText($Path)
        [regex]::IsMatch($text, '[^\x00-\x7f]') | Should -BeFalse
        @($text.Split("`n")).Count | Should -BeLessOrEqual 301
    }
    It 'starts programs only through Invoke-GlmProcess, writes for people only in the logger, and never exits' {
        $ast = Get-Ast $Path
        $all = @($ast.FindAll({ $true }, $true))
        $commands = @($all | Where-Object { $_ -is [System.Management.Automation.Language.CommandAst] } | ForEach-Object { [string] $_.GetCommandName() })
        @($commands | Where-Object { $_ -in 'Start-Process', 'Invoke-Expression', 'iex', 'cmd', 'cmd.exe', 'Start-Job' }) | Should -BeNullOrEmpty
        @($commands | Where-Object { $_ -like '*.exe' }) | Should -BeNullOrEmpty
        if ($Name -notin 'Invoke-GlmProcess', 'New-GlmStartInfo', 'Stop-GlmProcessTree') {
            [regex]::IsMatch($ast.Extent.Text, 'Diagnostics\.Process(StartInfo)?\b(?!\])|Process\]::Start') | Should -BeFalse
        }
        if ($Name -ne 'Write-GlmConsole') { @($commands | Where-Object { $_ -eq 'Write-Host' }) | Should -BeNullOrEmpty }
        @($all | Where-Object { $_ -is [System.Management.Automation.Language.ExitStatementAst] }) | Should -BeNullOrEmpty
    }
    It 'names only error ids that stand in the table' {
        $ids = @([regex]::Matches([System.IO.File]::ReadAllText($Path), "New-Glm(?:ErrorRecord|TransientError) -Id '([a-z-]+)'") | ForEach-Object { $_.Groups[1].Value })
        foreach ($id in $ids) { (InModuleScope GlmDeploy -Parameters @{ id = $id } { Get-GlmErrorEntry -Id $id }).Known | Should -BeTrue -Because "$id is thrown" }
    }
}
Describe '<Name>, on Windows PowerShell 5.1' -ForEach $scripts {
    # What the analyzer's profiles do not know: overloads, parameters and variables that only PowerShell 7 and .NET have.
    It 'uses nothing that is newer' {
        $newer = @(
            '::Latin1\b', 'Path\]::(Join|GetRelativePath|Exists|TrimEndingDirectorySeparator|EndsInDirectorySeparator)\b', '\.Kill\(\$true', '\.ArgumentList\.Add'
            '\bStandardInputEncoding\b', '\$Is(Windows|Linux|MacOS|CoreCLR)\b', '-AsHashtable\b', '-AsByteStream\b', '-NoEnumerate\b.*Json|Json.*-NoEnumerate\b', 'ConvertFrom-Json[^|;)]*-Depth\b'
            'utf8(No)?BOM', 'Start-Process[^|;]*-Environment\b', '::HashData\b', 'Convert\]::(To|From)HexString', 'Math\]::Clamp', 'Environment\]::Process(Path|Id)\b', 'Random\]::Shared'
            'ForEach-Object[^|;]*-Parallel\b', '-Skip(HttpError|Certificate)Check\b', 'File\]::Move\([^,()]+,[^,()]+,', '\.(TryAdd|GetValueOrDefault|TryPop|TryDequeue)\(', '\.(Contains|Replace)\([^()]*StringComparison'
            '(Get|Set|Add)-Content[^|;]*-Encoding\s+utf8\w', 'Join-Path([ \t]+[^-\s|;()]+){3}'
        )
        # Code alone: a comment may name what it avoids.
        $tokens = $faults = $null
        [void] [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $tokens, [ref] $faults)
        $text = [System.IO.File]::ReadAllText($Path)
        foreach ($token in @($tokens | Where-Object { $_.Kind -eq 'Comment' } | Sort-Object { $_.Extent.StartOffset } -Descending)) {
            $text = $text.Remove($token.Extent.StartOffset, $token.Extent.EndOffset - $token.Extent.StartOffset)
        }
        @($newer | Where-Object { $text -cmatch $_ }) | Should -BeNullOrEmpty
    }
    # 5.1 and 7 order letters by different tables: a line feed is found by one and not by the other. And 5.1 splits at each
    # character of a text, 7 at the whole.
    It 'searches and splits text letter by letter' {
        $calls = @((Get-Ast $Path).FindAll({ $args[0] -is [System.Management.Automation.Language.InvokeMemberExpressionAst] -and -not $args[0].Static -and $args[0].Arguments }, $true))
        $texts = @($calls | Where-Object { $_.Arguments[0] -is [System.Management.Automation.Language.StringConstantExpressionAst] -or $_.Arguments[0] -is [System.Management.Automation.Language.ExpandableStringExpressionAst] })
        @($texts | Where-Object { "$($_.Member)" -in 'IndexOf', 'LastIndexOf', 'StartsWith', 'EndsWith' -and "$($_.Arguments)" -notmatch 'Ordinal' } | ForEach-Object { $_.Extent.Text }) | Should -BeNullOrEmpty
        @($texts | Where-Object { "$($_.Member)" -eq 'Split' -and $_.Arguments[0].Value.Length -ne 1 } | ForEach-Object { $_.Extent.Text }) | Should -BeNullOrEmpty
    }
}
Describe '<Name>, public' -ForEach $publics {
    It 'has help: synopsis, description, an example, and every parameter' {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        ($help.description | Out-String).Trim().Length | Should -BeGreaterThan 40
        @($help.examples.example).Count | Should -BeGreaterThan 0
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        foreach ($parameter in (Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin $common }) {
            $text = ($help.parameters.parameter | Where-Object { $_.name -eq $parameter } | ForEach-Object { $_.description } | Out-String).Trim()
            $text | Should -Not -BeNullOrEmpty -Because "-$parameter needs a sentence"
        }
    }
    It 'has a test file of its own' {
        @([System.IO.Directory]::GetFiles("$script:root/tests/powershell", "$Name.Tests.ps1", 'AllDirectories')).Count | Should -Be 1
    }
}
