function Assert-GlmPathWritable {
    # The rules that hold before any write: SYSTEM has no user whose PATH it could mean, and Machine needs an administrator.
    [CmdletBinding()]
    param([Parameter(Mandatory)] [object] $Location)
    $identity = Get-GlmHostIdentity
    if ($Location.hive -eq 'CurrentUser' -and $identity.system) {
        throw (New-GlmErrorRecord -Id 'path-user-as-system' -Message 'This runs as SYSTEM, whose own PATH is nobody''s; a user''s PATH is changed only as that user.')
    }
    if ($Location.hive -eq 'LocalMachine' -and -not $identity.elevated) {
        throw (New-GlmErrorRecord -Id 'path-access-denied' -Message "The PATH of the machine is changed by an administrator; this is $($identity.user).")
    }
}
