"""Rows of a target tensor, made from the source by its rule. Streaming and comparison both read through here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT, Checkpoint, TensorInfo
from glm_deploy.convert import quantized
from glm_deploy.convert.family import Part, TensorRule
from glm_deploy.errors import GlmError

Allocate = Callable[[int], Any]
"""Gives a torch uint8 tensor of so many bytes, with any content."""

FLOATS = ("float64", "float32", "float16", "bfloat16")


def part_shape(checkpoint: Checkpoint, part: Part) -> tuple[int, ...]:
    """Shape of a part's values."""
    info = source(checkpoint, part.tensor)
    if not info.shape:
        return ()
    start, stop = row_range(info, part)
    rest = (*info.shape[1:-1], info.shape[-1] * 2) if part.bits == 4 else info.shape[1:]
    return (stop - start, *rest)


def row_range(info: TensorInfo, part: Part) -> tuple[int, int]:
    """First row and the row after the last. Raises: GlmError ``checkpoint-shape-mismatch`` for rows that are not there."""
    count = info.shape[0] if info.shape else 1
    start, stop = part.rows or (0, count)
    if not 0 <= start <= stop <= count:
        raise GlmError("checkpoint-shape-mismatch", f"{info.name} has {count} rows, rows {start} to {stop} are needed.", tensor=info.name)
    return start, stop


def source(checkpoint: Checkpoint, name: str) -> TensorInfo:
    """A source tensor. Raises: GlmError ``checkpoint-tensor-missing``."""
    info = checkpoint.tensors.get(name)
    if info is None:
        raise GlmError("checkpoint-tensor-missing", f"The checkpoint has no tensor {name}.", tensor=name)
    return info


def rule_rows(rule: TensorRule) -> int:
    """How many rows a rule's target has; a scalar is one row."""
    return rule.shape[0] if rule.shape else 1


def target_rows(checkpoint: Checkpoint, rule: TensorRule, start: int, stop: int, allocate: Allocate | None = None) -> Any:
    """Rows ``[start, stop)`` of a rule's target in the source's number format (float32 for dequantized parts).

    Args:
        allocate: where to read to, for a rule of one plain part; others need memory of their own anyway.

    Returns: a contiguous torch tensor of ``stop - start`` rows.
    """
    import torch

    if allocate and len(rule.parts) == 1 and not rule.parts[0].scale:
        info = source(checkpoint, rule.parts[0].tensor)
        first = row_range(info, rule.parts[0])[0]
        return _read(info, first + start, first + stop, allocate)
    if rule.dim == 1:
        return torch.cat([_part_rows(checkpoint, part, start, stop) for part in rule.parts], dim=1)
    found, before = [], 0
    for part in rule.parts:
        shape = part_shape(checkpoint, part)
        count = shape[0] if shape else 1
        first, last = max(start - before, 0), min(stop - before, count)
        if first < last:
            found.append(_part_rows(checkpoint, part, first, last))
        before += count
    return found[0] if len(found) == 1 else torch.cat(found, dim=0)


def part_values(checkpoint: Checkpoint, part: Part) -> Any:
    """All values of a part, dequantized where it is quantized."""
    shape = part_shape(checkpoint, part)
    return _part_rows(checkpoint, part, 0, shape[0] if shape else 1)


def reader(checkpoint: Checkpoint, dtype: str) -> Callable[[str], Any]:
    """A function that gives a source tensor's values, dequantized and rounded to ``dtype``, in float32."""
    import torch

    def weight(name: str) -> Any:
        values = part_values(checkpoint, quantized.part(checkpoint, name))
        return values.to(getattr(torch, dtype)).to(torch.float32)

    return weight


def _part_rows(checkpoint: Checkpoint, part: Part, first: int, last: int) -> Any:
    info = source(checkpoint, part.tensor)
    offset = row_range(info, part)[0]
    values = _read(info, offset + first, offset + last)
    if not part.scale:
        return values
    scale = _read(source(checkpoint, part.scale), offset + first, offset + last)
    return quantized.dequantize(values, scale, part.bits)


def _read(info: TensorInfo, start: int, stop: int, allocate: Allocate | None = None) -> Any:
    """Rows of a source tensor, read by position; ``[stop - start, ...]``."""
    import torch

    shape = (stop - start, *info.shape[1:]) if info.shape else ()
    width = info.row_bytes
    size = (stop - start) * width
    raw = allocate(size) if allocate else torch.empty(size, dtype=torch.uint8)
    info.blob.read_into(start * width, raw.numpy().data)
    if raw.numel() % BYTES_PER_ELEMENT[info.dtype]:
        raise GlmError("checkpoint-layout-invalid", f"{info.name} does not end at a whole number.", tensor=info.name)
    return raw.view(getattr(torch, info.dtype)).reshape(shape)
