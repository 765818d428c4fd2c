"""Files that are either whole or not there: atomic writes, hashes, safe names. Standard library only."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from glm_deploy.errors import GlmError
from glm_deploy.exclusion import build_lock
from glm_deploy.units import size_text

CHUNK = 1 << 20
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\..*)?$", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\ud800-\udfff]')
_LEFTOVER = re.compile(r"\..+\.([0-9a-f]{8}\.(tmp|old)|build\.lock)$")


def sha256_file(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """SHA-256 of a file as 64 lower-case hex digits; ``progress`` gets the bytes read with each chunk."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(CHUNK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
            if progress:
                progress(count)
    return digest.hexdigest()


def sha256_bytes(data: bytes) -> str:
    """SHA-256 of bytes as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def json_bytes(value: Any) -> bytes:
    """The one way JSON is written to disk: UTF-8, two spaces, final newline."""
    # Half a character, from a name on the command line, becomes the escape that JSON has for it.
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def canonical_hash(value: Any) -> str:
    """SHA-256 over a JSON value, independent of key order and spacing."""
    return sha256_bytes(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii"))


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that readers see the old content or the new, never a part, also across a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise GlmError("root-not-writable", f"{path} is a folder where a file belongs.", hint=f"Remove {path}.", path=str(path))
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_json(path: Path, value: Any) -> None:
    """``write_atomic`` of ``json_bytes``."""
    write_atomic(path, json_bytes(value))


def replace(source: Path, target: Path) -> None:
    """``os.replace`` that outlasts a virus scanner or indexer holding the file for a moment (Windows: sharing violation)."""
    for attempt in range(40):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if sys.platform != "win32" or attempt == 39:
                raise
            time.sleep(0.05)


def read_at_most(file: IO[bytes], limit: int) -> bytes:
    """All of an opened file; one byte more than ``limit`` of one that is larger.

    The buffer is made before anything is read, so asking for ``limit`` bytes of a small file costs as if it were that large.
    """
    return file.read(min(os.fstat(file.fileno()).st_size, limit) + 1)


def read_record(path: Path, limit: int = 64 << 20) -> dict[str, Any]:
    """A JSON object that this product wrote beside its work, and that anything may have happened to since.

    Raises: OSError or ValueError for whatever is no such file: a folder, a pipe, something huge, another kind of JSON.
    """
    with open(path, "rb", opener=_open_regular) as file:  # A Path takes no opener.
        data = read_at_most(file, limit)
    if len(data) > limit:
        raise ValueError(f"{path.name} has more than {limit} bytes")
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError(f"{path.name} is nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} holds no JSON object")
    return value


def _open_regular(path: str, flags: int) -> int:
    # Opening a pipe would wait for a writer for ever.
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a plain file", path)
    return descriptor


def remove_tree(path: Path) -> None:
    """Remove a folder; read-only entries too; nothing there is fine; a link is removed, not followed."""

    def make_writable(function: Callable[[str], object], name: str, _: object) -> None:
        if not os.path.lexists(name):
            return
        os.chmod(name, stat.S_IWRITE | stat.S_IREAD)
        function(name)

    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
    else:
        import shutil  # Here: it brings six modules along, and a run that has nothing to do removes nothing.

        if sys.version_info >= (3, 12):
            shutil.rmtree(path, onexc=make_writable)
        else:
            shutil.rmtree(path, onerror=make_writable)


def promote_folder(built: Path, target: Path) -> None:
    """Move a finished folder to its place. What stood there goes aside first and is removed after: a kill between the two
    renames leaves nothing at ``target``, which a rerun rebuilds, never something half-done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.urandom(4).hex()}.old")
    if os.path.lexists(target):  # Also a link that leads nowhere is in the way.
        replace(target, aside)
    replace(built, target)
    remove_tree(aside)


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """A new folder beside ``target`` that takes its place when the block ends well, and vanishes when it does not.

    Leftovers of killed builds of the same target are removed first.
    Raises: GlmError ``run-busy`` while another process makes the same target.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with build_lock(target):
        sweep(target)
        folder = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
        folder.mkdir()
        try:
            yield folder
            promote_folder(folder, target)
        except BaseException:
            remove_tree(folder)
            raise


def sweep(target: Path) -> None:
    """Remove what killed builds of ``target`` left beside it."""
    if not target.parent.is_dir():
        return
    pattern = re.compile(rf"^\.{re.escape(target.name)}\.[0-9a-f]{{8}}\.(tmp|old)$")
    for entry in target.parent.iterdir():
        if pattern.match(entry.name):
            remove_tree(entry)


def sweep_folder(folder: Path) -> None:
    """Remove what killed writes and builds of anything left in ``folder``; the caller's run lock makes sure that nobody is at work."""
    for entry in folder.iterdir() if folder.is_dir() else []:
        if _LEFTOVER.match(entry.name):
            remove_tree(entry)


def check_relative_name(name: str) -> PurePosixPath:
    """A relative file name from the outside (index, manifest, archive) that is safe on every system.

    Returns: the name as a path of plain parts.
    Raises: GlmError ``path-unsafe`` for absolute names, drives, ``..``, backslashes, control characters, names that Windows
        reserves, trailing dots or blanks, half characters, and over-long parts.
    """
    parts = name.split("/")
    for part in parts:
        if not is_plain_name(part):
            raise GlmError("path-unsafe", f"The file name {name[:200]!r} is not a plain relative name.", name=name[:400])
    return PurePosixPath(*parts)


def is_plain_name(part: str) -> bool:
    """Whether one part of such a name is safe on every system."""
    named_badly = part in {"", ".", ".."} or part[-1:] in {".", " "} or len(part.encode("utf-8", "surrogatepass")) > 240
    return not (named_badly or _RESERVED.match(part) or _FORBIDDEN.search(part))


def safe_join(root: Path, name: str) -> Path:
    """``root / name`` for a name from the outside; refuses what leaves ``root``, also through a link on the way."""
    path = root.joinpath(*check_relative_name(name).parts)
    try:
        path.resolve().relative_to(root.resolve())
    except (ValueError, RuntimeError) as error:  # RuntimeError: links that lead to themselves.
        raise GlmError("path-unsafe", f"The file name {name[:200]!r} leads out of its folder.", name=name[:400]) from error
    return path


def require_space(folder: Path, needed: int, what: str) -> None:
    """Refuse work that cannot fit: ``needed`` bytes for ``what`` on the disk of ``folder`` (its nearest existing parent)."""
    place = folder
    while not place.exists():
        place = place.parent
    import shutil

    free = shutil.disk_usage(place).free
    if free < needed:
        raise GlmError(
            "disk-full", f"{what} needs {size_text(needed)}, {place} has {size_text(free)} free.",
            needed_bytes=needed, free_bytes=free, path=str(place),
        )  # fmt: skip
