"""Torch's format before 1.6: pickles one after another, then each storage as a count of 64 bits and its bytes.

In order: a magic number, the format's version, facts of the machine, the object, the keys of the storages; then the storages in
the order of the keys. Source: torch/serialization.py, ``_legacy_save``.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

from glm_deploy.checkpoint import pickles
from glm_deploy.checkpoint.pickles import PickleDamagedError, PickleRefusedError, StorageRef
from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT
from glm_deploy.errors import GlmError

MAGIC = 0x1950A86A20F9469CFC6C
VERSION = 1001
Places = dict[str, tuple[int, int]]


def contents(path: Path) -> tuple[Any, Places]:
    """What the object's pickle says, and offset and size in bytes of each storage by key.

    Raises: PickleRefusedError, PickleDamagedError; GlmError ``checkpoint-truncated``, ``checkpoint-layout-invalid``.
    """
    with path.open("rb") as file:
        start = io.BytesIO(file.read(pickles.MAX_BYTES))
        storages: dict[str, StorageRef] = {}
        if pickles.load(start) != MAGIC:
            raise PickleRefusedError("it is a pickle of something else than torch writes")
        version, machine = pickles.load(start), pickles.load(start)
        if version != VERSION or not isinstance(machine, dict) or machine.get("little_endian") is not True:
            raise PickleDamagedError("its version or its byte order is not the usual one")
        value = pickles.load(start, storages)
        keys = pickles.load(start)
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys) or set(keys) != set(storages):
            raise PickleDamagedError("its list of storages is not that of its tensors")
        return value, _places(path, file, start.tell(), [storages[key] for key in keys])


def _places(path: Path, file: Any, place: int, storages: list[StorageRef]) -> Places:
    size = path.stat().st_size
    found: Places = {}
    for storage in storages:
        file.seek(place)
        head = file.read(8)
        length = storage.elements * {**pickles.FOREIGN, **BYTES_PER_ELEMENT}[storage.dtype]
        if len(head) < 8 or place + 8 + length > size:
            raise GlmError("checkpoint-truncated", f"{path.name} ends before the storage {storage.key[:40]!r} does.", file=path.name)
        if struct.unpack("<q", head)[0] != storage.elements or storage.key in found:
            raise _contradiction(path, f"the storage {storage.key[:40]!r} stands twice or has another length than its tensor says")
        found[storage.key] = (place + 8, length)
        place += 8 + length
    if place != size:
        raise _contradiction(path, f"{size - place} bytes at its end belong to nothing")
    return found


def _contradiction(path: Path, what: str) -> GlmError:
    return GlmError("checkpoint-layout-invalid", f"{path.name}: {what}.", file=path.name)
