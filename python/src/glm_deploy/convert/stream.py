"""The stream from source to target: a few rows at a time, cast, checked, hashed and written, in flat memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from glm_deploy import events, files
from glm_deploy.checkpoint import blobs
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import labels, rows, threads, writer
from glm_deploy.convert.buffers import Ring
from glm_deploy.convert.family import Drop, Plan, TensorRule
from glm_deploy.errors import GlmError

BLOCK_BYTES = 8 << 20
"""About how many source bytes are in hand at once; with the queue's depth some 100 MB altogether."""

PIECE = 1 << 17
"""Elements that are cast at a time: what is checked and rounded stays in the processor's cache."""

INDEX_NAME = "model.safetensors.index.json"


def in_source_order(checkpoint: Checkpoint, rules: tuple[TensorRule, ...]) -> tuple[TensorRule, ...]:
    """Rules by the place of their first part, so that the source is read from front to back."""

    def place(rule: TensorRule) -> tuple[int, int, int]:
        part = rule.parts[0]
        info = rows.source(checkpoint, part.tensor)
        return checkpoint.files.index(info.blob.file), info.blob.offset, rows.row_range(info, part)[0]

    return tuple(sorted(rules, key=place))


def write_weights(checkpoint: Checkpoint, plan: Plan, folder: Path, dtype: str, shard_size: int) -> dict[str, str]:
    """Write all target tensors into ``folder``.

    Args:
        dtype: ``bfloat16``, ``float16`` or ``float32``.
        shard_size: bytes of tensors a file may hold.

    Returns: SHA-256 of each file written, by name.
    Raises: GlmError ``checkpoint-not-finite``, ``checkpoint-dtype-mislabelled``, ``convert-overflow``, ``disk-full``,
        ``checkpoint-truncated``.
    """
    shards = writer.into_shards(in_source_order(checkpoint, plan.rules), dtype, shard_size)
    total = sum(writer.rule_bytes(rule, dtype) for rule in plan.rules)
    files.require_space(folder, total + (64 << 20), "The converted model")
    progress = events.Progress("convert", total, "bytes")
    hashes: dict[str, str] = {}
    # A block may wait for the disk while DEPTH others do, one is cast and one is read ahead; one more for the turn itself.
    read_ring, made_ring = Ring(writer.DEPTH + 3), Ring(writer.DEPTH + 3)
    try:
        with threads.one_thread_each(), ThreadPoolExecutor(1, "read") as read, writer.pools() as pools:
            for shard in shards:
                with writer.shard_file(folder / shard.name, pools) as file:
                    file.put(memoryview(writer.header(shard, dtype)))
                    for rule, block in _ahead(_blocks(checkpoint, shard.rules, read_ring), read):
                        data = _bytes(cast(rule, block, dtype, made_ring.take))
                        file.put(data)
                        progress.add(len(data))
                    hashes[shard.name] = file.finish()
    finally:
        blobs.release()
    if len(shards) > 1:
        files.write_json(folder / INDEX_NAME, writer.index(shards, dtype))
    return hashes


def _ahead(blocks: Iterator[tuple[TensorRule, Any]], pool: ThreadPoolExecutor) -> Iterator[tuple[TensorRule, Any]]:
    """The same blocks, the next one always being read."""
    coming = pool.submit(next, blocks, None)
    while (block := coming.result()) is not None:
        coming = pool.submit(next, blocks, None)
        yield block


def _blocks(checkpoint: Checkpoint, rules: tuple[TensorRule, ...], ring: Ring) -> Iterator[tuple[TensorRule, Any]]:
    for rule in rules:
        count = rows.rule_rows(rule)
        step = max(1, BLOCK_BYTES * count // max(1, _source_bytes(rule)))
        for start in range(0, count, step):
            yield rule, rows.target_rows(checkpoint, rule, start, min(start + step, count), ring.take)


def _source_bytes(rule: TensorRule) -> int:
    return writer.rule_bytes(rule, "float32")


def cast(rule: TensorRule, block: Any, dtype: str, allocate: rows.Allocate | None = None) -> Any:
    """A block in the output's number format; NaN, infinity and what the format cannot hold are refused.

    Args:
        allocate: where to write to; new memory by default. A block that has the format already is returned as it is.
    """
    import torch

    name = rule.parts[0].tensor
    labels.check_block(name, block)
    wanted = getattr(torch, dtype)
    if block.dtype is wanted:
        _finite(block, "checkpoint-not-finite", f"{name} holds NaN or infinite weights.", name)
        return block
    size = block.numel() * wanted.itemsize
    room = allocate(size) if allocate else torch.empty(size, dtype=torch.uint8)
    result = room.view(wanted).view(block.shape)
    for source, target in zip(block.reshape(-1).split(PIECE), result.view(-1).split(PIECE), strict=True):
        # Through float32: exact, and four times as fast as torch's direct way between the two 16-bit formats.
        wide = source.to(torch.float32) if source.element_size() < 4 else source
        _finite(wide, "checkpoint-not-finite", f"{name} holds NaN or infinite weights.", name)
        target.copy_(wide)
        if block.dtype is not torch.float16:
            _finite(target, "convert-overflow", f"{name} holds weights that {dtype} cannot hold.", name)
    return result


def _finite(block: Any, error_id: str, message: str, name: str) -> None:
    """The sum shows NaN and infinity at the speed of memory; where it is not finite, the smallest and the largest element decide,
    since many large numbers may add up to infinity too."""
    if block.numel() == 0 or math.isfinite(block.sum().item()):
        return
    low, high = block.aminmax()
    if not (bool(low.isfinite()) and bool(high.isfinite())):
        raise GlmError(error_id, message, tensor=name)


def _bytes(block: Any) -> memoryview:
    import torch

    view: memoryview = block.reshape(-1).view(torch.uint8).numpy().data
    return view


def check_ties(checkpoint: Checkpoint, drops: tuple[Drop, ...]) -> None:
    """Tensors dropped because they repeat another must equal it bit for bit. Raises: GlmError ``convert-tied-differs``."""
    for drop in drops:
        if drop.same_as is None:
            continue
        one, other = rows.source(checkpoint, drop.tensor), rows.source(checkpoint, drop.same_as)
        equal = one.shape == other.shape and one.dtype == other.dtype
        for start in range(0, one.nbytes if equal else 0, BLOCK_BYTES):
            first = bytearray(min(BLOCK_BYTES, one.nbytes - start))
            second = bytearray(len(first))
            one.blob.read_into(start, memoryview(first))
            other.blob.read_into(start, memoryview(second))
            equal = equal and first == second
        if not equal:
            raise GlmError("convert-tied-differs", f"{drop.tensor} and {drop.same_as} should be the same but differ.", tensor=drop.tensor)
