"""The process's own stdout, guarded at descriptor level: exactly one JSON object leaves it, whatever libraries print.

Standard library only. ``guard`` moves the real stdout to a private descriptor and points descriptor 1 at stderr, so a native
library that writes to descriptor 1 ends up in the log. The host half reads exactly one object.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

_private_fd: int | None = None


def guard() -> None:
    """Take the real stdout away from everybody else; calling it twice is harmless."""
    global _private_fd
    if _private_fd is not None:
        return
    if sys.stdout is not None:
        sys.stdout.flush()
    _private_fd = os.dup(1)
    os.set_inheritable(_private_fd, False)
    os.dup2(2, 1)


def write_result(result: dict[str, Any]) -> None:
    """Write the one object and close the private descriptor; a second call is a defect and raises."""
    global _private_fd
    if _private_fd is None:
        raise RuntimeError("stdio.guard was not called, or the result was already written")
    data = (json.dumps(result, ensure_ascii=True, separators=(",", ":"), default=str) + "\n").encode("ascii")
    view = memoryview(data)
    while view:
        view = view[os.write(_private_fd, view) :]
    os.close(_private_fd)
    _private_fd = None
