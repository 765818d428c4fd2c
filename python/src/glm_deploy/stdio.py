"""The process's own stdout, guarded at descriptor level: exactly one JSON object leaves it, whatever libraries print.

Standard library only. ``guard`` moves the real stdout to a private descriptor and points descriptor 1 at stderr, so a native
library that writes to descriptor 1 ends up in the log. The host half reads exactly one object.
"""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any, TextIO

_private_fd: int | None = None
_owner = 0


def steady() -> None:
    """Make all three standard streams usable: closed ones lead nowhere, and no letter is too much for a terminal's code page."""
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(descriptor)
        except OSError:
            # What is opened next would take the number, and a log would receive what is meant for the terminal.
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", errors="backslashreplace", closefd=False))  # noqa: SIM115
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def abandon(stream: TextIO) -> None:
    """Point a standard stream whose reader is gone at nothing, so that neither a later line nor the end of Python fails on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):
        return  # It has no descriptor: nothing of it will be flushed.
    finally:
        os.close(nowhere)


def guard() -> None:
    """Take the real stdout away from everybody else; calling it twice is harmless."""
    global _private_fd, _owner
    if _private_fd is not None:
        return
    _owner = os.getpid()
    if sys.stdout is not None:
        sys.stdout.flush()
    _private_fd = os.dup(1)
    os.set_inheritable(_private_fd, False)
    os.dup2(2, 1)


def write_result(result: dict[str, Any]) -> None:
    """Write the one object and close the private descriptor; a second call is a defect and raises. A forked child writes nothing."""
    global _private_fd
    if _owner and os.getpid() != _owner:
        return
    if _private_fd is None:
        raise RuntimeError("stdio.guard was not called, or the result was already written")
    data = (json.dumps(result, ensure_ascii=True, separators=(",", ":"), allow_nan=False, default=str) + "\n").encode("ascii")
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(_private_fd, view) :]
    finally:
        os.close(_private_fd)
        _private_fd = None
