function Invoke-GlmPython {
    # The only speaker of the contract: writes the request, runs the environment's own Python on it, reads the one answer
    # strictly. Returns the answer's data; throws a contract-* error where the contract was broken, and the model half's
    # own error (its data under GlmContext.partial_data) where that failed.
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Interpreter,
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Request,
        [Parameter(Mandatory)] [string] $RequestFolder,
        [Parameter(Mandatory)] [double] $LimitSeconds,
        [string] $Prefix,
        [string] $SourcePath = [System.IO.Path]::Combine($script:GlmProjectRoot, 'python', 'src')
    )
    $verb = [string] $Request['verb']
    $path = [System.IO.Path]::Combine($RequestFolder, "request-$verb.json")
    Write-GlmTextFile -Path $path -Text (ConvertTo-GlmJson -InputObject $Request)
    $environment = New-GlmChildEnvironment -Prefix $Prefix
    $folder = $SourcePath
    if ($SourcePath.StartsWith('\\', [StringComparison]::Ordinal)) {
        # A share is no current folder for every program; then the package is found by name, from a folder nobody can write to.
        $environment['PYTHONPATH'] = $SourcePath
        $folder = [System.Environment]::SystemDirectory
    }
    # Not GLM_WATCH_PARENT: the Job object ends the child with us, and a read that waits on the input pipe blocks every DLL
    # whose C run-time looks at its standard handles while it is loaded, torch's among them.
    $call = @{
        FilePath = $Interpreter; ArgumentList = @('-X', 'utf8', '-m', 'glm_deploy', 'run', $path); Environment = $environment
        WorkingDirectory = $folder; TimeLimitSeconds = $LimitSeconds
        OnErrorLine = { param($line) Receive-GlmEvent -Line $line -Verb $verb }
    }
    Write-GlmLog -Level debug -Message "Calling $Interpreter for the verb $verb."
    $answer = Invoke-GlmProcess @call
    Write-GlmLog -Level debug -Message "The verb $verb ended after $($answer.Seconds) s." -Field @{ exit_code = $answer.ExitCode }
    return Read-GlmAnswer -Answer $answer -Verb $verb -Interpreter $Interpreter -LimitSeconds $LimitSeconds
}
