"""Where a tensor's bytes are: at a place in a file."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from glm_deploy.checkpoint.table import TensorInfo
from glm_deploy.errors import GlmError

AHEAD = 32 << 20
"""Bytes to read in advance."""

STREAMING = 1 << 20
"""Reads of at least so many bytes are part of a stream; smaller ones are samples."""

MAX_OPEN = 16
_descriptors: dict[tuple[Path, int, int], int] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class FileBlob:
    """``size`` bytes at ``offset`` of a file; read by position, so that nothing stays mapped or open."""

    file: Path
    offset: int
    size: int

    def read_into(self, start: int, buffer: memoryview) -> None:
        """See ``table.Blob``."""
        if start < 0 or start + len(buffer) > self.size:
            raise _ended(self.file, self.offset + self.size)
        if sys.platform == "win32":
            with self.file.open("rb", buffering=0) as file:
                file.seek(self.offset + start)
                _fill(self.file, buffer, self.offset + start, lambda part, _: file.readinto(part) or 0)
            return
        descriptor = _descriptor(self.file)
        if len(buffer) >= STREAMING:
            # The kernel reads the bytes after these while these are worked on.
            os.posix_fadvise(descriptor, self.offset + start + len(buffer), AHEAD, os.POSIX_FADV_WILLNEED)
        _fill(self.file, buffer, self.offset + start, lambda part, place: os.preadv(descriptor, [part], place))


def _fill(file: Path, buffer: memoryview, place: int, read: Callable[[memoryview, int], int]) -> None:
    done = 0
    while done < len(buffer):
        count = read(buffer[done:], place + done)
        if not count:
            raise _ended(file, place + done)
        done += count


def _descriptor(path: Path) -> int:
    """A descriptor kept open between reads, so that the kernel knows that the file is read in order."""
    status = path.stat()
    key = (path, status.st_ino, status.st_mtime_ns)
    with _lock:
        if key not in _descriptors:
            while len(_descriptors) >= MAX_OPEN:
                os.close(_descriptors.pop(next(iter(_descriptors))))
            _descriptors[key] = os.open(path, os.O_RDONLY)
        return _descriptors[key]


def _ended(file: Path, place: int) -> GlmError:
    return GlmError("checkpoint-truncated", f"{file.name} ends at byte {place}, before the tensor does.", file=file.name)


def release() -> None:
    """Close the files that reading keeps open."""
    with _lock:
        while _descriptors:
            os.close(_descriptors.popitem()[1])


def check_overlap(infos: list[TensorInfo]) -> None:
    """Refuse tensors of one file that share some bytes; the very same bytes under two names (a tied weight) are fine."""
    places = sorted({(blob.offset, blob.offset + blob.size) for blob in (info.blob for info in infos) if blob.size})
    for (_, end), (start, _) in pairwise(places):
        if start < end:
            names = [info.name for info in infos if info.blob.offset <= start < info.blob.offset + info.blob.size]
            file = infos[0].blob.file.name
            shown = ", ".join(names[:4])
            raise GlmError("checkpoint-layout-invalid", f"Tensors of {file} overlap: {shown}.", file=file, tensors=names[:20])
