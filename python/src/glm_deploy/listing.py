"""Every file of an environment with its stamp, listed beside other work. Standard library only, and little of it.

On Windows listing twenty thousand files takes as long as importing the program. ``begin`` is called before the rest is imported,
so that the two run side by side; ``files_of`` takes what was begun.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

RECORD_NAME = "environment.json"

Stamp = tuple[int, int, int]
"""Size in bytes, modification time and (POSIX) status change time in ns: the latter shows an edit whose time was set back."""


class Listing:
    """The files of one environment, read by a thread of its own."""

    def __init__(self, environment: str) -> None:
        self._files: dict[str, Stamp] = {}
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._read, args=(environment,), name="listing", daemon=True)
        self._thread.start()

    def _read(self, environment: str) -> None:
        try:
            self._files = dict(_walk(environment))
        except Exception as error:  # Raised where the files are asked for; without it an unread folder would look empty.
            self._error = error

    def files(self) -> dict[str, Stamp]:
        """POSIX name to stamp, without folders of byte code and the record itself. Raises: OSError where a folder cannot be read."""
        self._thread.join()
        if self._error:
            raise self._error
        return self._files


_begun: dict[str, Listing] = {}


def begin(environment: str) -> None:
    """Start listing a folder if it is a finished environment; a base interpreter's folder is nobody's business."""
    if os.path.exists(os.path.join(environment, RECORD_NAME)):  # noqa: PTH110 - pathlib would have to be imported first.
        _begun[_key(environment)] = Listing(environment)


def files_of(environment: str | os.PathLike[str]) -> dict[str, Stamp]:
    """The files as they are now; of a listing that was begun, as they were then, and only once."""
    folder = os.fspath(environment)
    return (_begun.pop(_key(folder), None) or Listing(folder)).files()


def _key(folder: str) -> str:
    return os.path.normcase(os.path.abspath(folder))  # noqa: PTH100 - as above.


def _walk(base: str) -> Iterator[tuple[str, Stamp]]:
    """Links are not followed; the folders of byte code are left out, for Python makes them as it runs."""
    stack = [""]
    while stack:
        folder = stack.pop()
        with os.scandir(os.path.join(base, folder)) as entries:
            for entry in entries:
                name = f"{folder}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        stack.append(name + "/")
                elif name != RECORD_NAME:
                    status = entry.stat(follow_symlinks=False)
                    # Windows tells the time of creation there, which an edit does not change.
                    yield name, (status.st_size, status.st_mtime_ns, 0 if os.name == "nt" else status.st_ctime_ns)
