"""The table of a safetensors file, read by the format's own rules (https://github.com/huggingface/safetensors, Format)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from glm_deploy.checkpoint import strict
from glm_deploy.checkpoint.blobs import FileBlob
from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT, TensorInfo
from glm_deploy.errors import GlmError

MAX_HEADER_BYTES = 8 << 20
"""Some 70,000 tensors. The format allows 100 MB, which as JSON may fill gigabytes of memory."""
DTYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16",
    "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool",
}  # fmt: skip
NAMES = {name: label for label, name in DTYPES.items()}


def read_table(path: Path) -> dict[str, TensorInfo]:
    """Tensors of a safetensors file by name.

    Raises: GlmError ``checkpoint-truncated``, ``checkpoint-layout-invalid``, ``checkpoint-tensor-refused``,
        ``checkpoint-json-invalid`` or ``checkpoint-not-weights``.
    """
    strict.look_at(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(8)
        if len(first) < 8:
            raise GlmError("checkpoint-truncated", f"{path.name} has only {size} bytes.", file=path.name)
        length = struct.unpack("<Q", first)[0]
        if length > MAX_HEADER_BYTES:
            raise _broken(path, f"its header claims {length} bytes, allowed are {MAX_HEADER_BYTES}")
        if 8 + length > size:
            raise GlmError("checkpoint-truncated", f"{path.name} has {size} bytes, its header alone needs {8 + length}.", file=path.name)
        header = strict.parse_json(file.read(length), path.name)
    header.pop("__metadata__", None)
    infos = [_entry(path, name, entry, 8 + length) for name, entry in header.items()]
    _check_cover(path, infos, 8 + length, size)
    return {info.name: info for info in infos}


def _entry(path: Path, name: str, entry: Any, base: int) -> TensorInfo:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise _broken(path, f"the entry of {name[:80]!r} is not {{dtype, shape, data_offsets}}")
    dtype = DTYPES.get(str(entry["dtype"]))
    if dtype is None:
        raise GlmError("checkpoint-tensor-refused", f"{name[:80]!r} in {path.name} has dtype {str(entry['dtype'])[:40]!r}.", file=path.name)
    shape, offsets = entry["shape"], entry["data_offsets"]
    if not _counts(shape) or not _counts(offsets) or len(offsets) != 2 or len(shape) > 8:
        raise _broken(path, f"{name[:80]!r} has shape {str(shape)[:80]} and offsets {str(offsets)[:80]}")
    start, end = offsets
    info = TensorInfo(name, tuple(shape), dtype, FileBlob(path, base + start, end - start))
    if end - start != info.nbytes:
        need = f"{dtype} {list(info.shape)} needs {info.nbytes} bytes ({BYTES_PER_ELEMENT[dtype]} each)"
        raise _broken(path, f"{name[:80]!r} has {end - start} bytes, {need}")
    return info


def _counts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 1 << 50 for n in value)


def _check_cover(path: Path, infos: list[TensorInfo], base: int, size: int) -> None:
    """The tensors must fill the file from the header to its end, without a gap and without sharing a byte."""
    expected = base
    for info in sorted(infos, key=lambda info: (info.blob.offset, info.blob.size)):
        place = info.blob
        if place.offset != expected:
            what = "overlaps its neighbour" if place.offset < expected else f"leaves a gap of {place.offset - expected} bytes"
            raise _broken(path, f"{info.name[:80]!r} {what}")
        expected += place.size
    if size < expected:
        raise GlmError("checkpoint-truncated", f"{path.name} has {size} bytes, its tensors need {expected}.", file=path.name)
    if size > expected:
        raise _broken(path, f"{size - expected} bytes after the last tensor belong to none")


def _broken(path: Path, what: str) -> GlmError:
    return GlmError("checkpoint-layout-invalid", f"{path.name} contradicts itself: {what}.", file=path.name)
