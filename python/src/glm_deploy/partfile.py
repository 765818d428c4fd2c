"""An unfinished download on disk: the bytes so far, and beside them what they belong to. Standard library only.

``<name>.part`` holds the bytes, ``<name>.part.json`` says which file they are meant to become and by which validator the
server can be asked whether it still has the same one. Both survive a kill; neither is ever taken for the file itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from glm_deploy import files
from glm_deploy.netconfig import split_credentials

_SCHEMA = 1


def source_id(url: str) -> str:
    """What makes two addresses the same source: all but credentials and query, which signed addresses change each time; hashed,
    so that the sidecar tells nothing."""
    parts = urlsplit(split_credentials(url)[0])
    return files.sha256_bytes(f"{parts.scheme}://{parts.netloc}{parts.path}".encode("utf-8", "surrogatepass"))


class WriteError(Exception):
    """The disk refused bytes; kept apart from the network's errors, which are OSErrors too."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class PartFile:
    """The unfinished form of ``target``.

    Args:
        target: the final path; sha256, size: what it must become, where known.
    """

    def __init__(self, target: Path, sha256: str | None, size: int | None) -> None:
        self.target, self.sha256, self.size = target, sha256, size
        self.path = target.with_name(target.name + ".part")
        self.sidecar = target.with_name(target.name + ".part.json")
        self.offset = 0
        self.resumed = False
        self._digest = hashlib.sha256()
        self._file: IO[bytes] | None = None
        self._state: dict[str, Any] = {}

    def load(self, progress: Callable[[int], None] | None = None) -> None:
        """Take up what an earlier try or process left, when it belongs to the same file and is not too long; else start anew."""
        self._state = self._read_state()
        wanted = {"schema": _SCHEMA, "sha256": self.sha256, "size": self.size}
        usable = bool(self._state) and all(self._state.get(key) == value for key, value in wanted.items())
        if self.path.is_symlink() or not usable or not self.path.is_file() or self.path.stat().st_size > (self.size or 1 << 62):
            self.discard()
            return
        self._digest, self.offset = hashlib.sha256(), 0
        with self.path.open("rb") as file:
            while chunk := file.read(files.CHUNK):
                self._digest.update(chunk)
                self.offset += len(chunk)
                if progress:
                    progress(len(chunk))
        self.resumed = self.offset > 0

    def validator(self, source: str) -> tuple[str | None, bool]:
        """The ``If-Range`` validator for this source, and whether going on is safe at all.

        With a known hash another mirror may go on where the first stopped: the hash at the end decides.
        """
        same = self._state.get("source") == source_id(source)
        value = (self._state.get("etag") or self._state.get("last_modified")) if same else None
        return (str(value) if value else None), bool(value) or self.sha256 is not None

    def begin(self, source: str, etag: str | None, last_modified: str | None, *, anew: bool) -> None:
        """Open for writing what ``source`` sends, at the present offset or (``anew``) from the start."""
        self.close()
        if anew:
            self._digest, self.offset, self.resumed = hashlib.sha256(), 0, False
        strong = etag if etag and not etag.startswith("W/") else None
        self._state = {
            "schema": _SCHEMA, "sha256": self.sha256, "size": self.size, "source": source_id(source), "etag": strong,
            "last_modified": last_modified,
        }  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if anew:
            self.path.unlink(missing_ok=True)
        files.write_json(self.sidecar, self._state)
        self._file = self.path.open("ab")
        if self._file.tell() != self.offset:
            raise OSError(f"{self.path} was changed by somebody else")

    def write(self, chunk: bytes | memoryview) -> None:
        """Append bytes."""
        if self._file is None:
            raise RuntimeError("begin was not called")
        try:
            self._file.write(chunk)
        except OSError as error:
            raise WriteError(error) from error
        self._digest.update(chunk)
        self.offset += len(chunk)

    def hexdigest(self) -> str:
        """SHA-256 of the bytes so far."""
        return self._digest.hexdigest()

    def close(self) -> None:
        """Close the file; its bytes stay."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def promote(self) -> None:
        """Give the finished bytes their name. An empty file has never been opened for a chunk, but exists since ``begin``."""
        self.close()
        with self.path.open("rb+") as file:
            _sync(file)
        files.replace(self.path, self.target)
        self.sidecar.unlink(missing_ok=True)
        self._state = {}

    def discard(self) -> None:
        """Forget the bytes."""
        self.close()
        files.remove_tree(self.path)  # Also a folder, which is none of ours but in the way.
        files.remove_tree(self.sidecar)
        self._digest, self.offset, self.resumed, self._state = hashlib.sha256(), 0, False, {}

    def _read_state(self) -> dict[str, Any]:
        try:
            return files.read_record(self.sidecar)
        except (OSError, ValueError):
            return {}


def _sync(file: IO[bytes]) -> None:
    import os

    os.fsync(file.fileno())
