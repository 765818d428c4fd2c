"""What a checkpoint contains: every tensor's name, shape, dtype and place, without its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

BYTES_PER_ELEMENT = {
    "float64": 8, "float32": 4, "float16": 2, "bfloat16": 2,
    "int64": 8, "int32": 4, "int16": 2, "int8": 1, "uint8": 1, "bool": 1,
}  # fmt: skip
"""Element types that a checkpoint may hold, by torch's name."""


class Blob(Protocol):
    """Bytes somewhere in a file."""

    @property
    def file(self) -> Path:
        """The file that holds them."""

    @property
    def offset(self) -> int:
        """Where they begin in it."""

    @property
    def size(self) -> int:
        """How many they are."""

    def read_into(self, start: int, buffer: memoryview) -> None:
        """Fill ``buffer`` with the bytes from ``start`` on, counted from the blob's beginning; a short file is refused."""


@dataclass(frozen=True)
class TensorInfo:
    """One tensor of a checkpoint: C-contiguous, row-major, little-endian bytes in ``blob``."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    blob: Blob

    @property
    def elements(self) -> int:
        """Number of elements."""
        count = 1
        for size in self.shape:
            count *= size
        return count

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.elements * BYTES_PER_ELEMENT[self.dtype]

    @property
    def row_bytes(self) -> int:
        """Bytes of one row (an index of the first dimension); a scalar is one row."""
        return self.nbytes // self.shape[0] if self.shape and self.shape[0] else self.nbytes


@dataclass(frozen=True)
class Checkpoint:
    """A folder with weights, opened and checked but not read.

    Attributes:
        folder: where it lies.
        config: ``config.json``, strictly read; ``{}`` for formats without one (SAT).
        tensors: by name. Tensor-parallel files have names ``mp_rank_03/transformer...``.
        layout: ``safetensors``, ``torch``, ``torch-legacy`` or ``sat``.
        files: the weight files, in order.
        stamps: size, time and identity of the weight files when they were opened.
        notes: findings that do not stop the work but should be known.
    """

    folder: Path
    config: Mapping[str, Any]
    tensors: Mapping[str, TensorInfo]
    layout: str
    files: tuple[Path, ...]
    notes: tuple[str, ...] = field(default=())
    stamps: tuple[str, ...] = field(default=())

    def shape(self, name: str) -> tuple[int, ...] | None:
        """Shape of a tensor, None where there is none of that name."""
        info = self.tensors.get(name)
        return info.shape if info else None
