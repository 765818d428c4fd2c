function Get-GlmGpuStateRule {
    # State of the NVIDIA side -> status, error id, what to say, what to do. The one table of these rules.
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param([Parameter(Mandatory)] [string] $State)
    $rules = @{
        'ok'              = @('pass', $null, 'answers', '')
        'none'            = @('fail', 'gpu-missing', 'no NVIDIA GPU found', 'Install an NVIDIA GPU, or choose profile cpu or demo.')
        'removed'         = @('fail', 'gpu-removed', 'an NVIDIA GPU was in this machine, but is no longer', 'Put the card back, check its seat and power cable, or choose profile cpu or demo.')
        'disabled'        = @('fail', 'gpu-disabled', 'the NVIDIA GPU is disabled (problem code 22)', 'Enable it in the Device Manager under Display adapters.')
        'problem'         = @('fail', 'gpu-problem', 'Windows stopped the NVIDIA GPU (see the problem code)', 'Reinstall the driver after a restart; if the code stays, test the card in another machine.')
        'powered-off'     = @('fail', 'gpu-powered-off', 'the NVIDIA GPU is switched off or not connected', 'Switch the laptop from integrated to hybrid or discrete graphics, dock it, or plug in the external GPU.')
        'no-driver'       = @('fail', 'driver-missing', 'an NVIDIA GPU without a driver', 'Install the NVIDIA driver for this GPU.')
        'restart'         = @('fail', 'driver-restart', 'the NVIDIA GPU waits for a restart (problem code 14)', 'Restart Windows, then run again.')
        'not-loaded'      = @('fail', 'driver-not-loaded', 'nvidia-smi cannot reach the driver', 'Restart Windows; if it stays so, reinstall the NVIDIA driver.')
        'library-missing' = @('fail', 'driver-not-loaded', 'a library of the driver is missing', 'Reinstall the NVIDIA driver.')
        'mismatch'        = @('fail', 'driver-mismatch', 'library and kernel driver are of different versions', 'Restart Windows: a driver update waits for it.')
        'lost'            = @('fail', 'gpu-lost', 'the GPU fell off the bus', 'Restart Windows; if it comes back, check power supply, temperature and seat of the card.')
        'reset'           = @('fail', 'gpu-lost', 'the GPU must be reset', 'Restart Windows.')
        'silent'          = @('unknown', 'driver-silent', 'nvidia-smi did not answer within its time limit', 'Restart Windows; if it stays so, reinstall the NVIDIA driver.')
        'power'           = @('fail', 'gpu-problem', 'the GPU lacks the current of its power cables', 'Switch the machine off and connect the power cables of the card.')
        'handle'          = @('unknown', 'gpu-unknown', 'nvidia-smi sees a GPU, but cannot open it', 'Restart Windows; if it stays so, check power supply, temperature and seat of the card.')
        'unseen'          = @('unknown', 'gpu-unknown', 'Windows has an NVIDIA GPU that works, but nvidia-smi finds none', 'Restart Windows; if it stays so, reinstall the NVIDIA driver.')
        'mute'            = @('unknown', 'gpu-unknown', 'nvidia-smi knows a GPU, but nothing about it', 'Restart Windows; if it stays so, reinstall the NVIDIA driver.')
        'endless'         = @('unknown', 'driver-silent', 'nvidia-smi wrote without end', 'Restart Windows; if it stays so, reinstall the NVIDIA driver.')
        'no-tool'         = @('unknown', 'gpu-unknown', 'an NVIDIA GPU is there, but nvidia-smi was not found', 'Reinstall the NVIDIA driver: nvidia-smi.exe belongs to it.')
        'permission'      = @('unknown', 'gpu-unknown', 'nvidia-smi may not look at the GPU', 'Run as a user who may, or ask the administrator.')
        'hidden-remote'   = @('fail', 'gpu-remote-session', 'the GPU is hidden in this remote session', 'Run at the console or as a scheduled task, or update the driver: old ones hide the GPU from remote sessions.')
    }
    $row = @('unknown', 'gpu-unknown', "the state of the GPU could not be found out ($State)", 'Run nvidia-smi by hand and mend what it reports; the raw answer stands in the evidence.')
    if ($rules.ContainsKey($State)) { $row = $rules[$State] }
    return [pscustomobject]@{ status = $row[0]; error_id = $row[1]; observed = $row[2]; remedy = $row[3] }
}
