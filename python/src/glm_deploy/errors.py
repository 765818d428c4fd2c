"""Errors that people and machines read: a stable id, what was seen, and what to do. Standard library only.

The table in ``contract/errors/*.json`` maps each id to its exit class, why it matters and the default action;
``contract/exit-codes.json`` maps the exit class to a process exit code. Both languages read the same files.
"""

from __future__ import annotations

import errno
import functools
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

PROJECT_ROOT = Path(__file__).resolve().parents[3]
CONTRACT_DIR = PROJECT_ROOT / "contract"


class ErrorEntry(NamedTuple):
    """One row of the error table."""

    exit: str
    why: str
    action: str


class GlmError(Exception):
    """A failure that somebody can act on.

    Args:
        error_id: stable id, a key of ``contract/errors/*.json``.
        message: what was seen, with the observed value; one sentence.
        context: further facts for machines (JSON values only, never a secret).
        hint: what to do, where the table's action is not exact enough.
    """

    def __init__(self, error_id: str, message: str, *, hint: str | None = None, **context: Any) -> None:
        super().__init__(message)
        self.id = error_id
        self.message = message
        self.context = context
        self._hint = hint

    @property
    def entry(self) -> ErrorEntry:
        """The table's row; an id without a row is a defect and is treated as ``internal``."""
        table = error_table()
        return table.get(self.id, table["internal"])

    @property
    def hint(self) -> str:
        """What to do now."""
        return self._hint or self.entry.action

    @property
    def exit_code(self) -> int:
        """The small code of this process (POSIX and Python)."""
        return exit_code(self.entry.exit)

    def as_dict(self) -> dict[str, Any]:
        """The contract's ``error`` object."""
        return {"id": self.id, "message": self.message, "context": self.context, "hint": self.hint}

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.id, self.message, self._hint, self.context))


def _rebuild(error_id: str, message: str, hint: str | None, context: dict[str, Any]) -> GlmError:
    return GlmError(error_id, message, hint=hint, **context)


@functools.cache
def error_table() -> dict[str, ErrorEntry]:
    """All error ids of ``contract/errors``, merged; an id that stands twice is refused."""
    table: dict[str, ErrorEntry] = {}
    for path in sorted((CONTRACT_DIR / "errors").glob("*.json")):
        for error_id, row in json.loads(path.read_text(encoding="utf-8"))["errors"].items():
            if error_id in table:
                raise ValueError(f"error id {error_id!r} stands in two tables, again in {path.name}")
            table[error_id] = ErrorEntry(row["exit"], row["why"], row["action"])
    return table


@functools.cache
def exit_table() -> dict[str, dict[str, Any]]:
    """Exit classes by name, as in ``contract/exit-codes.json``."""
    rows = json.loads((CONTRACT_DIR / "exit-codes.json").read_text(encoding="utf-8"))["codes"]
    return {row["name"]: row for row in rows}


def exit_code(name: str) -> int:
    """Python's exit code of an exit class."""
    return int(exit_table()[name]["python"])


_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_MEMORY = re.compile(r"DefaultCPUAllocator: (not enough|can't allocate) memory|Unable to mmap .* Cannot allocate memory")
"""What torch says, which raises its own errors for it."""
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.EEXIST}


def from_exception(error: BaseException) -> GlmError:
    """What a caught exception means to the user; the unforeseen becomes ``internal`` with its type and place."""
    if isinstance(error, GlmError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return GlmError("interrupted", "The run was interrupted.")
    if isinstance(error, OSError) and (error.errno in _FULL or getattr(error, "winerror", None) in (39, 112)):
        return GlmError("disk-full", f"The disk is full: {error.filename or error.strerror}.", path=str(error.filename))
    if isinstance(error, Exception) and says_full(str(error)):
        return GlmError("disk-full", f"The disk is full: {error}.")
    if isinstance(error, OSError) and error.errno in _DENIED:
        return GlmError("root-not-writable", f"Writing was refused: {error.filename} ({error.strerror}).", path=str(error.filename))
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM or _NO_MEMORY.search(str(error)):
        return GlmError("memory-too-small", "The memory ran out: the system refused to give more.")
    if isinstance(error, ModuleNotFoundError):
        return GlmError("module-missing", f"Python cannot find the package {error.name!r}.", package=error.name)
    code, line = _innermost_frame(error)
    if code is not None and code.co_name == "_compile_bytecode":  # Python's import system: a compiled module that is none.
        return GlmError("environment-damaged", f"A compiled module in the cache is damaged ({error}).")
    where = f"{Path(code.co_filename).name}:{line}" if code is not None else "unknown"
    return GlmError("internal", f"{type(error).__name__}: {error}", where=where)


def says_full(text: str) -> bool:
    """Whether the words of a native library or program (safetensors, uv) mean a full disk."""
    return any(sign in text.lower() for sign in ("os error 28", "os error 112", "no space left"))


def _innermost_frame(error: BaseException) -> tuple[CodeType | None, int]:
    code, line = None, 0
    trace = error.__traceback__
    while trace is not None:
        code, line = trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next
    return code, line


@contextmanager
def disk_errors(needed: str) -> Iterator[None]:
    """Turn a full disk inside the block into ``disk-full`` that says what was being written."""
    try:
        yield
    except GlmError:
        raise
    except Exception as error:
        if from_exception(error).id == "disk-full":
            path = str(getattr(error, "filename", None))
            raise GlmError("disk-full", f"The disk is full while writing {needed}.", path=path) from error
        raise


def is_windows() -> bool:
    """Whether this is Windows; a function so that type checkers read both branches."""
    return sys.platform == "win32"
