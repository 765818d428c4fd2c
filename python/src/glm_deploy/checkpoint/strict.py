"""Strict reading of the small files of a checkpoint, and a first look at the large ones."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glm_deploy import files
from glm_deploy.errors import GlmError

MAX_CONFIG_BYTES = 1 << 20
MAX_INDEX_BYTES = 8 << 20
MAX_DEPTH = 24
MAX_NAME = 512
_TEXT_STARTS = {
    b"version https://git-lfs": "a git-lfs pointer",
    b"<!doctype": "an HTML page", b"<html": "an HTML page", b"<head": "an HTML page", b"<?xml": "an XML page",
    b'{"error': "an error message", b"invalid username": "an error message", b"access to model": "an error message",
}  # fmt: skip


def regular_file(folder: Path, name: str, error_id: str = "checkpoint-shard-missing") -> Path:
    """A file of the checkpoint by its relative name from outside.

    Raises: GlmError ``path-unsafe`` for names and links that leave the folder, ``error_id`` where there is no such file,
        ``checkpoint-not-weights`` for folders, pipes and devices.
    """
    path = files.safe_join(folder, name)
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise GlmError(error_id, f"The file {name} is missing in {folder}.", file=name) from error
    except (OSError, RuntimeError) as error:
        raise GlmError("path-unsafe", f"The file {name} in {folder} cannot be opened: {error}.", file=name) from error
    if not stat.S_ISREG(status.st_mode):
        raise GlmError("checkpoint-not-weights", f"{name} in {folder} is not a plain file.", file=name)
    return path.resolve()


def stamps(paths: Sequence[Path]) -> tuple[str, ...]:
    """What tells that files are still the same: size, time of the last change, identity. A file that is gone has none."""
    found = []
    for path in paths:
        try:
            status = path.stat()
            found.append(f"{status.st_size}-{status.st_mtime_ns}-{status.st_ino}")
        except OSError:
            found.append("gone")
    return tuple(found)


def read_json(path: Path, limit: int = MAX_CONFIG_BYTES) -> dict[str, Any]:
    """A JSON object: UTF-8, at most ``limit`` bytes and ``MAX_DEPTH`` levels, no key twice, no NaN.

    Raises: GlmError ``checkpoint-json-invalid`` with what was seen; ``checkpoint-truncated`` for an empty file.
    """
    with path.open("rb") as file:
        data = files.read_at_most(file, limit)
    if len(data) > limit:
        raise GlmError("checkpoint-json-invalid", f"{path.name} has {path.stat().st_size} bytes, more than {limit}.", file=path.name)
    return parse_json(data, path.name)


def parse_json(data: bytes, name: str) -> dict[str, Any]:
    """As ``read_json``, for bytes at hand."""
    if not data.strip():
        raise GlmError("checkpoint-truncated", f"{name} is empty.", file=name)
    refuse_text(data, name)
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        reason = "too many levels" if isinstance(error, RecursionError) else str(error)[:200]
        raise GlmError("checkpoint-json-invalid", f"{name} is not plain JSON: {reason}.", file=name) from error
    if not isinstance(value, dict):
        raise GlmError("checkpoint-json-invalid", f"{name} holds a {type(value).__name__}, expected an object.", file=name)
    if _depth(value) > MAX_DEPTH:
        raise GlmError("checkpoint-json-invalid", f"{name} has more than {MAX_DEPTH} levels.", file=name)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:80]!r} stands twice")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _depth(value: Any) -> int:
    """Levels of nesting, counted without recursion and given up one past the limit."""
    level, layer = 0, [value]
    while layer and level <= MAX_DEPTH:
        children: list[Any] = []
        for item in layer:
            if isinstance(item, dict):
                children += item.values()
            elif isinstance(item, list):
                children += item
        level, layer = level + 1, children
    return level


def check_tensor_name(tensor: str, file: str) -> None:
    """Names of tensors are shown to people and written to records: they must be short and printable.

    Raises: GlmError ``checkpoint-layout-invalid``.
    """
    if len(tensor) > MAX_NAME or not tensor.isprintable():
        message = f"{file} holds a tensor named {tensor[:60]!r} ({len(tensor)} characters); names are short and printable."
        raise GlmError("checkpoint-layout-invalid", message, file=file)


def refuse_text(start: bytes, name: str) -> None:
    """Refuse pages, error messages and git-lfs pointers that were saved under a weight file's or a config's name."""
    head = start[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, what in _TEXT_STARTS.items():
        if head.startswith(mark):
            raise GlmError("checkpoint-not-weights", f"{name} is {what}, not what its name says.", file=name)


def look_at(path: Path) -> bytes:
    """The first bytes of a weight file, after refusing empty files and text.

    Raises: GlmError ``checkpoint-truncated`` or ``checkpoint-not-weights``.
    """
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        raise GlmError("checkpoint-truncated", f"{path.name} is empty.", file=path.name)
    refuse_text(head, path.name)
    return head
