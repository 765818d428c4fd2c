@{
    Seen           = '观察到：  '
    Why            = '影响：    '
    Action         = '处理办法：'
    Id             = '错误编号：'
    Log            = '日志：    '
    ExitCode       = '退出代码'
    ReadyWorked    = '已就绪。模型已生成、验证并测量。'
    ReadyConfirmed = '已就绪。无需任何操作；全部已核对。'
    Planned        = '未做任何更改。去掉 -WhatIf 再次运行即可执行。'
    Report         = '报告：'
    Next           = '下一步：打开报告；随时可再次运行同一命令进行确认或修复。'
}
