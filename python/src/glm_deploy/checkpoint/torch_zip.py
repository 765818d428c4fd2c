"""Torch's format since 1.6: a zip file whose records are stored plainly, one with the pickle and one for each storage."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

from glm_deploy.checkpoint import pickles
from glm_deploy.errors import GlmError

MAX_DIRECTORY = 8 << 20
"""Bytes of the list of records, some 80,000; it is read at once."""


def contents(path: Path) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """The pickle's bytes, and offset and size in bytes of each storage by key.

    Everything must be stored plainly, nothing twice, nothing overlapping, in little-endian order.
    Raises: GlmError ``checkpoint-truncated``, ``checkpoint-layout-invalid``.
    """
    size = path.stat().st_size
    try:
        _check_directory(path, size)
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            _check_entries(path, entries, size)
            places = {entry.filename: (_data_offset(file.fileno(), entry), entry.file_size) for entry in entries}
            _check_order(path, places, size)
            _check_byte_order(path, archive, entries)
            base, pickle = _pickle(path, archive, entries)
    except (zipfile.BadZipFile, ValueError, struct.error, OSError, RuntimeError, NotImplementedError) as error:
        raise GlmError("checkpoint-truncated", f"{path.name} is not a whole zip file: {str(error)[:200]}.", file=path.name) from error
    start = f"{base}/data/"
    return pickle, {name.removeprefix(start): place for name, place in places.items() if name.startswith(start)}


def _pickle(path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> tuple[str, bytes]:
    """The archive's name for itself and its one pickle."""
    found = [entry for entry in entries if entry.filename.endswith("/data.pkl")]
    if len(found) != 1:
        raise _invalid(path, f"it holds {len(found)} records named data.pkl, a torch file has one")
    if found[0].file_size > pickles.MAX_BYTES:
        raise _invalid(path, f"its pickle has {found[0].file_size} bytes")
    return found[0].filename.removesuffix("/data.pkl"), archive.read(found[0])


def _check_directory(path: Path, size: int) -> None:
    """Refuse a list of records that would take minutes and gigabytes to read, before ``zipfile`` reads it."""
    with path.open("rb") as file:
        file.seek(max(0, size - (1 << 16) - 128))
        tail = file.read()
        at = tail.rfind(b"PK\5\6")
        length = struct.unpack_from("<I", tail, at + 12)[0] if at >= 0 else 0
        wide = tail.rfind(b"PK\6\7", 0, max(at, 0))
        if wide >= 0:  # The numbers do not fit into 32 bits; the record that this one points to has them.
            file.seek(struct.unpack_from("<Q", tail, wide + 8)[0])
            length = max(length if length != 0xFFFFFFFF else 0, struct.unpack_from("<40xQ", file.read(56))[0])
    if length > MAX_DIRECTORY:
        raise _invalid(path, f"its list of records claims {length} bytes")


def _check_entries(path: Path, entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise _invalid(path, "it has the same record twice")
    for entry in entries:
        packed = entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size or entry.flag_bits & 1
        if packed or entry.file_size > size:
            what = f"the record {entry.filename[:80]!r} is packed ({entry.compress_size} bytes claim {entry.file_size})"
            raise _invalid(path, f"{what}; torch stores them plainly")


def _check_order(path: Path, places: dict[str, tuple[int, int]], size: int) -> None:
    end = 0
    for start, length in sorted(places.values()):
        if start < end or start + length > size:
            raise _invalid(path, "its records overlap or leave the file")
        end = start + length


def _check_byte_order(path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if entry.filename.rpartition("/")[2] == "byteorder" and (entry.file_size > 16 or archive.read(entry) != b"little"):
            raise _invalid(path, "it says that its byte order is not 'little'")


def _data_offset(descriptor: int, entry: zipfile.ZipInfo) -> int:
    """Where a record's bytes begin: after its local header, whose name and extra field may differ from the directory's."""
    os.lseek(descriptor, entry.header_offset, os.SEEK_SET)
    header = os.read(descriptor, 30)
    magic, name_length, extra_length = struct.unpack("<4s22xHH", header)
    if magic != b"PK\x03\x04":
        raise ValueError(f"no record at byte {entry.header_offset}")
    return int(entry.header_offset) + 30 + int(name_length) + int(extra_length)


def _invalid(path: Path, what: str) -> GlmError:
    return GlmError("checkpoint-layout-invalid", f"{path.name}: {what}.", file=path.name)
