"""One at a time: the lock on a root and the lock on a folder that is being made. Standard library only.

Both are the system's own locks on an opened file, which end with their process however that ends: a file left over holds nobody up.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from glm_deploy import events
from glm_deploy.errors import GlmError

_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}
"""What file systems without locks answer, some network shares of clusters among them."""


@contextmanager
def run_lock(root: Path) -> Iterator[None]:
    """One run at a time on a root.

    Raises: GlmError ``run-busy`` when another process holds it.
    """
    root.mkdir(parents=True, exist_ok=True)
    path = root / "run.lock"
    descriptor = _take(path, f"Another run holds {path}.")
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def build_lock(target: Path) -> Iterator[None]:
    """One process at a time makes the folder ``target``, whose parent exists. The lock's file beside it goes with the lock.

    Raises: GlmError ``run-busy`` when another process is at it.
    """
    path, busy = target.with_name(f".{target.name}.build.lock"), f"Another process is making {target}."
    descriptor = _take(path, busy, required=False)
    while not _lies_at(descriptor, path):  # Its last holder removed the file after it was opened here.
        os.close(descriptor)
        descriptor = _take(path, busy, required=False)
    try:
        yield
    finally:
        _give_back(descriptor, path)


def _take(path: Path, busy: str, *, required: bool = True) -> int:
    """Open the file and lock it; its descriptor. ``required``: whether a disk that has no locks is an error or only worth a warning."""
    try:
        descriptor = _open(path)
    except PermissionError as error:
        if path.is_file() and os.access(path.parent, os.W_OK):
            raise GlmError("run-busy", busy, path=str(path)) from error
        raise
    except OSError as error:
        if not (path.is_dir() or path.is_symlink()):  # Either is in the way, and nobody of ours made it.
            raise
        raise GlmError("root-not-writable", f"{path} is no lock file: {error.strerror}.", hint=f"Remove {path}.", path=str(path)) from error
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in _NO_LOCKS and not required:
            events.warning(f"The disk of {path.parent} has no locks: start nothing that writes to the same place meanwhile.")
            return descriptor
        os.close(descriptor)
        if error.errno in _BUSY:
            raise GlmError("run-busy", busy, path=str(path)) from error
        raise
    return descriptor


def _open(path: Path) -> int:
    """The file of a lock that is just being given back can on Windows be neither seen nor opened for a moment."""
    tries = 40 if sys.platform == "win32" else 1
    while True:
        tries -= 1
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:
            if not tries:
                raise
            time.sleep(0.05)


def _lies_at(descriptor: int, path: Path) -> bool:
    if sys.platform == "win32":  # Nobody can remove a file that is open.
        return True
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _give_back(descriptor: int, path: Path) -> None:
    """Let the lock go and take its file away, on each system in the order that lets nobody in between."""
    if sys.platform != "win32":
        path.unlink(missing_ok=True)  # While it is held: another process might lock the file just before it goes.
        os.close(descriptor)
        return
    os.close(descriptor)
    with suppress(PermissionError):  # The next process has opened it already: the file is its lock now.
        path.unlink(missing_ok=True)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
