@{
    Seen           = 'What was seen:  '
    Why            = 'Why it matters: '
    Action         = 'What to do:     '
    Id             = 'Error id:       '
    Log            = 'Log:            '
    ExitCode       = 'exit code'
    ReadyWorked    = 'Ready. The model was built, proved and measured.'
    ReadyConfirmed = 'Ready. Nothing had to be done; everything was verified.'
    Planned        = 'Nothing was changed. Run the same command without -WhatIf to do it.'
    Report         = 'Report: '
    Next           = 'Next:   open the report; run the same command again at any time to confirm or repair.'
}
