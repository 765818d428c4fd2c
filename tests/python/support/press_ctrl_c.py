"""Starts a command in a console of its own and presses Ctrl-C there once a file appears; run by a Windows Python.

``press_ctrl_c.py MARK STDOUT STDERR PROGRAM [ARGUMENT...]`` prints the command's exit code, all 32 bits of it.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
import time
from pathlib import Path

LIMIT_S = 300
CTRL_C = 0


def main(mark: Path, out: Path, err: Path, command: list[str]) -> int:
    with out.open("wb") as stdout, err.open("wb") as stderr:
        # CREATE_NEW_CONSOLE, so that the key reaches nobody else; redirected streams, as a fleet tool has them.
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, creationflags=0x10)
        deadline = time.monotonic() + LIMIT_S
        while not mark.exists():
            if child.poll() is not None or time.monotonic() > deadline:
                child.kill()
                print(f"ended before Ctrl-C: {child.wait()}", file=sys.stderr)
                return 1
            time.sleep(0.05)
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
        kernel.FreeConsole()
        kernel.SetConsoleCtrlHandler(None, True)  # The key is not meant for this program.
        if not kernel.AttachConsole(child.pid) or not kernel.GenerateConsoleCtrlEvent(CTRL_C, 0):
            child.kill()
            return 1
        print(child.wait(60), flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]))
