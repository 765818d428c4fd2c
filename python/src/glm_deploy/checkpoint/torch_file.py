"""The table of a torch file, read without running its pickle: only through ``weights_only``, and only the structure.

The zip format is loaded onto the meta device, which gives names, shapes and the place of each storage in the file; the
bytes are read later by position. The old format has to be loaded whole. Source: torch/serialization.py.
"""

from __future__ import annotations

import argparse
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from glm_deploy.checkpoint import strict
from glm_deploy.checkpoint.blobs import FileBlob, LoadedBlob
from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT, TensorInfo
from glm_deploy.errors import GlmError

MAX_PICKLE_BYTES = 64 << 20
MEMORY_RESERVE = 1 << 30
Select = Callable[[Any], Any]


def whole(value: Any) -> Any:
    """The state dict of a file that holds nothing else."""
    return value


def read_table(path: Path, select: Select = whole) -> tuple[dict[str, TensorInfo], str]:
    """Tensors of a torch file by name, and its layout: ``torch`` (zip) or ``torch-legacy``.

    ``select`` takes the state dict out of what the file holds.
    Raises: GlmError ``checkpoint-pickle-refused``, ``checkpoint-truncated``, ``checkpoint-layout-invalid``,
        ``checkpoint-tensor-refused``, ``checkpoint-not-weights`` or ``checkpoint-memory``.
    """
    head = strict.look_at(path)
    if head.startswith(b"PK\x03\x04"):
        records = _records(path)
        state = _state(path, select, "meta")
        return {name: _zip_entry(path, name, tensor, records) for name, tensor in state.items()}, "torch"
    if not head.startswith(b"\x80"):
        raise GlmError("checkpoint-not-weights", f"{path.name} is not a torch file; it starts with {head[:16]!r}.", file=path.name)
    load = _Legacy(select)
    state = load(path)
    return {name: _legacy_entry(path, name, tensor, load) for name, tensor in state.items()}, "torch-legacy"


class _Legacy:
    """Loads a file of the old format; equal for equal ``select``, so that a held file is found again."""

    def __init__(self, select: Select) -> None:
        self.select = select

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Legacy) and other.select is self.select

    def __hash__(self) -> int:
        return hash(self.select)

    def __call__(self, path: Path) -> dict[str, Any]:
        import psutil

        size, free = path.stat().st_size, psutil.virtual_memory().available
        if size + MEMORY_RESERVE > free:
            raise GlmError(
                "checkpoint-memory",
                f"{path.name} is in torch's old format and must be held whole: {size / 2**30:.1f} GiB, free are {free / 2**30:.1f} GiB.",
                needed_bytes=size + MEMORY_RESERVE, free_bytes=free,
            )  # fmt: skip
        return _state(path, self.select, "cpu")


def _state(path: Path, select: Select, device: str) -> dict[str, Any]:
    import torch

    state = select(_load(path, device))
    if not isinstance(state, dict) or not all(isinstance(name, str) for name in state):
        what = f"{path.name} holds a {type(state).__name__}, expected tensors by name."
        raise GlmError("checkpoint-tensor-refused", what, file=path.name)
    for name, tensor in state.items():
        if not isinstance(tensor, torch.Tensor):
            raise _refused(path, name, f"is a {type(tensor).__name__}, not a tensor")
        _check_tensor(path, name, tensor)
    return state


@contextmanager
def _plain_globals() -> Iterator[None]:
    """Training scripts save their argparse.Namespace beside the weights; it only takes attributes."""
    import torch

    with torch.serialization.safe_globals([argparse.Namespace]):
        yield


def _load(path: Path, device: str) -> Any:
    import pickle
    import warnings

    import torch

    try:
        with _plain_globals(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return torch.load(path, map_location=device, weights_only=True)
    except pickle.UnpicklingError as error:
        reason = next((line for line in str(error).splitlines() if "GLOBAL" in line or "nsupported" in line), str(error).splitlines()[0])
        message = f"{path.name} asks for more than plain tensors: {reason.strip()[:300]}"
        raise GlmError("checkpoint-pickle-refused", message, file=path.name) from error
    except MemoryError as error:
        raise GlmError("checkpoint-memory", f"{path.name} asks for more memory than there is.", file=path.name) from error
    except Exception as error:  # A damaged pickle may fail with any exception; none of them is ours.
        reason = f"{type(error).__name__}: {str(error)[:200]}".splitlines()[0]
        raise GlmError("checkpoint-truncated", f"{path.name} cannot be read ({reason}).", file=path.name) from error


def _check_tensor(path: Path, name: str, tensor: Any) -> None:
    import torch

    dtype = str(tensor.dtype).removeprefix("torch.")
    if tensor.layout is not torch.strided:
        raise _refused(path, name, f"has layout {tensor.layout}")
    if tensor.is_quantized or dtype not in BYTES_PER_ELEMENT or tensor.is_conj() or tensor.is_neg():
        raise _refused(path, name, f"has dtype {tensor.dtype}")
    if type(tensor) not in (torch.Tensor, torch.nn.Parameter):
        raise _refused(path, name, f"is of the class {type(tensor).__name__}")
    if not tensor.is_contiguous():
        raise _refused(path, name, f"is a view with strides {tuple(tensor.stride())} for shape {tuple(tensor.shape)}")


def _zip_entry(path: Path, name: str, tensor: Any, records: dict[int, int]) -> TensorInfo:
    storage = tensor.untyped_storage()
    start = getattr(storage, "_checkpoint_offset", None)
    if start is None:
        raise _refused(path, name, "has no bytes in the file (meta device)")
    if records.get(start) != storage.nbytes():
        seen = f"{name[:80]!r} claims {storage.nbytes()} bytes at {start}, the file has {records.get(start, 0)} there"
        raise GlmError("checkpoint-layout-invalid", f"{path.name}: {seen}.", file=path.name)
    info = _info(name, tensor, FileBlob(path, start, 0))
    offset = tensor.storage_offset() * tensor.element_size()
    if offset + info.nbytes > storage.nbytes():
        raise _refused(path, name, "reaches beyond its storage")
    return TensorInfo(info.name, info.shape, info.dtype, FileBlob(path, start + offset, info.nbytes))


def _legacy_entry(path: Path, name: str, tensor: Any, load: _Legacy) -> TensorInfo:
    if tensor.device.type != "cpu":
        raise _refused(path, name, f"is on device {tensor.device}")
    return _info(name, tensor, LoadedBlob(path, name, load))


def _info(name: str, tensor: Any, blob: FileBlob | LoadedBlob) -> TensorInfo:
    return TensorInfo(name, tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), blob)


def _refused(path: Path, name: str, what: str) -> GlmError:
    return GlmError("checkpoint-tensor-refused", f"The tensor {name[:120]!r} in {path.name} {what}.", file=path.name, tensor=name[:400])


def _records(path: Path) -> dict[int, int]:
    """Offset and size of each record's bytes in a torch zip file; everything must be stored, none twice, none overlapping."""
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            _check_entries(path, entries, size)
            _check_byte_order(path, archive, entries)
            records = {_data_offset(file.fileno(), entry): entry.file_size for entry in entries}
    except (zipfile.BadZipFile, ValueError, struct.error, OSError, RuntimeError) as error:
        raise GlmError("checkpoint-truncated", f"{path.name} is not a whole zip file: {str(error)[:200]}.", file=path.name) from error
    end = 0
    for start, length in sorted(records.items()):
        if start < end or start + length > size:
            raise GlmError("checkpoint-layout-invalid", f"Records of {path.name} overlap or leave the file.", file=path.name)
        end = start + length
    return records


def _check_entries(path: Path, entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise GlmError("checkpoint-layout-invalid", f"{path.name} has the same record twice.", file=path.name)
    for entry in entries:
        packed = entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size or entry.flag_bits & 1
        if packed or entry.file_size > size:
            what = f"{path.name}: the record {entry.filename[:80]!r} is packed ({entry.compress_size} bytes claim {entry.file_size})"
            raise GlmError("checkpoint-layout-invalid", f"{what}; torch stores them plainly.", file=path.name)
        if entry.filename.endswith("data.pkl") and entry.file_size > MAX_PICKLE_BYTES:
            raise GlmError("checkpoint-layout-invalid", f"{path.name}: its pickle has {entry.file_size} bytes.", file=path.name)


def _check_byte_order(path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """torch swaps the bytes of another order in place, which crashes the process on the meta device, where there are none."""
    for entry in entries:
        if entry.filename.rpartition("/")[2] == "byteorder" and (entry.file_size > 16 or archive.read(entry) != b"little"):
            raise GlmError("checkpoint-layout-invalid", f"{path.name} says that its byte order is not 'little'.", file=path.name)


def _data_offset(descriptor: int, entry: zipfile.ZipInfo) -> int:
    """Where a record's bytes begin: after its local header, whose name and extra field may differ from the directory's."""
    import os

    os.lseek(descriptor, entry.header_offset, os.SEEK_SET)
    header = os.read(descriptor, 30)
    magic, name_length, extra_length = struct.unpack("<4s22xHH", header)
    if magic != b"PK\x03\x04":
        raise ValueError(f"no record at byte {entry.header_offset}")
    return int(entry.header_offset) + 30 + int(name_length) + int(extra_length)
