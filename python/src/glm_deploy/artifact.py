"""The record beside each artefact: what it was made from and what it must contain. Standard library only.

``artifact.json`` is written last into a folder that a stage builds. Whether the stage can be skipped is decided from that
record alone, so there is no central state that could get out of step.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glm_deploy import files
from glm_deploy.errors import GlmError

RECORD_NAME = "artifact.json"
SCHEMA = 1
THREADS_FROM = 64 << 20
"""Bytes from which files are checked side by side; below, starting threads costs more than it saves."""
HASH_EVERYTHING_BELOW = 4 << 30
"""Bytes up to which every check hashes every file; above, unchanged size, time stamps and file id are trusted."""


@dataclass(frozen=True)
class FileEntry:
    """A file of an artefact: relative POSIX name, size in bytes, SHA-256, and its stamp when the record was written."""

    name: str
    size: int
    sha256: str
    stamp: str = ""


@dataclass(frozen=True)
class Record:
    """What an artefact folder says about itself.

    ``key`` is the hash of ``inputs``; ``facts`` are findings worth reporting (measurements, rules, drops).
    """

    kind: str
    key: str
    inputs: dict[str, Any]
    outputs: tuple[FileEntry, ...]
    facts: dict[str, Any]

    @property
    def digest(self) -> str:
        """One hash over all output files, for use as the input of the next stage."""
        return files.canonical_hash([[entry.name, entry.size, entry.sha256] for entry in self.outputs])


def key_of(inputs: Mapping[str, Any]) -> str:
    """The key of a stage's inputs; artefact folders carry its first 12 digits in their name."""
    return files.canonical_hash(dict(inputs))


def write(folder: Path, kind: str, inputs: dict[str, Any], facts: dict[str, Any], hashes: Mapping[str, str] | None = None) -> Record:
    """Record a finished folder. ``hashes`` are SHA-256 values known from writing; files not in it are hashed now."""
    known = hashes or {}
    outputs = []
    for path in _content(folder):
        name = path.relative_to(folder).as_posix()
        outputs.append(FileEntry(name, path.stat().st_size, known.get(name) or files.sha256_file(path), _stamp(path)))
    record = Record(kind, key_of(inputs), inputs, tuple(outputs), facts)
    # Through JSON once, so that what is hashed here is what a reader finds.
    body = json.loads(files.json_bytes({"schema": SCHEMA, **asdict(record)}))
    files.write_json(folder / RECORD_NAME, {**body, "sha256": files.canonical_hash(body)})
    return record


def read(folder: Path) -> Record | None:
    """The record of a folder; None where there is none or it cannot be read (the stage then runs again)."""
    try:
        raw = files.read_record(folder / RECORD_NAME)
        own = raw.pop("sha256", None)  # Records of earlier versions have none.
        if raw["schema"] != SCHEMA or (own is not None and own != files.canonical_hash(raw)):
            return None
        outputs = tuple(_entry(**entry) for entry in raw["outputs"])
        return Record(str(raw["kind"]), str(raw["key"]), dict(raw["inputs"]), outputs, dict(raw["facts"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def require_own_place(folder: Path) -> None:
    """Refuse to build where somebody else's files lie, since a build replaces the whole folder.

    Nothing, an empty folder and what a build of ours left (its record may be damaged) are fine.
    Raises: GlmError ``output-foreign``.
    """
    if not os.path.lexists(folder):
        return
    own = folder.is_dir() and not folder.is_symlink() and ((folder / RECORD_NAME).is_file() or not any(folder.iterdir()))
    if not own:
        raise GlmError("output-foreign", f"{folder} exists and was not made by this tool; it is left alone.", path=str(folder))


def _entry(name: str, size: int, sha256: str, stamp: str = "") -> FileEntry:
    """A file as recorded; refuses other types, and names that leave the folder."""
    if not isinstance(name, str) or type(size) is not int or not isinstance(sha256, str) or not isinstance(stamp, str):
        raise ValueError("an output is recorded with other types")
    if Path(name).is_absolute() or ".." in Path(name).parts or "\0" in name:
        raise ValueError("an output lies outside the folder")
    return FileEntry(name, size, sha256, stamp)


def find_fault(
    folder: Path, key: str, *, thorough: bool = False, progress: Callable[[int], None] | None = None
) -> tuple[Record | None, str]:
    """Check a folder against its record.

    Returns: the record and ``""`` when all is well; else None and the reason in words, e.g. ``model.safetensors changed``.
    """
    record = read(folder)
    if record is None:
        return None, "was not there" if not folder.exists() else "its record is missing or damaged"
    if record.key != key or key_of(record.inputs) != record.key:
        return None, "made from other inputs"
    total = sum(entry.size for entry in record.outputs)
    hash_all = thorough or total <= HASH_EVERYTHING_BELOW
    expected = {entry.name for entry in record.outputs}
    extra = {path.relative_to(folder).as_posix() for path in _content(folder)} - expected
    if extra:
        return None, f"{min(extra)} does not belong to it"

    def check(entry: FileEntry) -> str:
        return _file_fault(folder / entry.name, entry, hash_all, progress)

    fault = next(filter(None, _map(check, record.outputs, side_by_side=total >= THREADS_FROM)), "")
    return (None, fault) if fault else (record, "")


def _map(check: Callable[[FileEntry], str], entries: tuple[FileEntry, ...], *, side_by_side: bool) -> Iterator[str]:
    if not side_by_side:
        yield from map(check, entries)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(8, (os.cpu_count() or 1) + 1)) as pool:
        yield from pool.map(check, entries)


def _file_fault(path: Path, entry: FileEntry, hash_it: bool, progress: Callable[[int], None] | None) -> str:
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return f"{entry.name} is missing"
        if status.st_size != entry.size:
            return f"{entry.name} has {status.st_size} bytes, recorded are {entry.size}"
        if not hash_it and entry.stamp and entry.stamp == _stamp(path):
            return ""
        return "" if files.sha256_file(path, progress) == entry.sha256 else f"{entry.name} changed since it was recorded"
    except FileNotFoundError:
        return f"{entry.name} is missing"
    except OSError as error:
        return f"{entry.name} cannot be read: {error.strerror or error}"


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _content(folder: Path) -> list[Path]:
    found = []
    for base, _, names in os.walk(folder):
        found += [Path(base) / name for name in names if not (name == RECORD_NAME and Path(base) == folder)]
    return sorted(found)
