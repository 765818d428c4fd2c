"""Starts a command as services and schedulers do; run by a Windows Python.

``odd_console.py KIND PROGRAM [ARGUMENT...]`` prints the exit code. ``detached``: no console and no standard streams at all; ``hidden``:
a console without a window; a number: that console code page, with output and exit code in files (``GLM_TEST_OUTPUT``, ``.code``).
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

DETACHED_PROCESS, CREATE_NEW_CONSOLE, CREATE_NO_WINDOW = 0x8, 0x10, 0x08000000
PROFILE = ["USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP", "HOMEDRIVE", "HOMEPATH", "HOME", "USERNAME", "USERDOMAIN"]


def main(kind: str, command: list[str]) -> int:
    environment = {name: value for name, value in os.environ.items() if name.upper() not in PROFILE}
    if kind.isdigit():
        inner = [sys.executable, __file__, f"page {kind}", *command]
        return subprocess.run(inner, stdin=subprocess.DEVNULL, creationflags=CREATE_NEW_CONSOLE, timeout=180, check=False).returncode
    if kind.startswith("page "):
        kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
        if not kernel.SetConsoleOutputCP(int(kind.split()[1])):
            print(f"no code page {kind.split()[1]} here", file=sys.stderr, flush=True)
            return 3
        quiet = subprocess.DEVNULL
        with Path(os.environ["GLM_TEST_OUTPUT"]).open("wb") as out:
            code = subprocess.run(command, stdin=quiet, stdout=out, stderr=quiet, timeout=120, check=False).returncode
        Path(os.environ["GLM_TEST_OUTPUT"] + ".code").write_text(str(code), encoding="ascii")
        return 0
    flag = DETACHED_PROCESS if kind == "detached" else CREATE_NO_WINDOW
    print(subprocess.Popen(command, env=environment, creationflags=flag).wait(120))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
