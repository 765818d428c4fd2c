"""Writing safetensors files as a stream: the header first, from the plan, then each tensor's bytes, hashed on the way.

Three threads beside the caller's: one writes, one hashes, one asks the system to bring what was written to the disk, so that the
disk works while the next blocks are made. A few blocks are under way at a time, so that memory stays flat.
Layout: https://github.com/huggingface/safetensors, Format.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from glm_deploy.checkpoint.safetensors_file import NAMES
from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT
from glm_deploy.convert.family import TensorRule
from glm_deploy.errors import disk_errors

FLUSH_BYTES = 128 << 20
"""Bytes after which the disk is asked to catch up."""

DEPTH = 4
"""Blocks that may wait for the disk."""


@dataclass(frozen=True)
class Shard:
    """One output file: its name and the rules whose targets it holds, in order."""

    name: str
    rules: tuple[TensorRule, ...]


def rule_bytes(rule: TensorRule, dtype: str) -> int:
    """Bytes of a rule's target."""
    count = BYTES_PER_ELEMENT[dtype]
    for size in rule.shape:
        count *= size
    return count


def into_shards(rules: tuple[TensorRule, ...], dtype: str, limit: int) -> tuple[Shard, ...]:
    """Spread rules over files of at most ``limit`` bytes of tensors, keeping their order; a larger tensor gets its own file."""
    groups: list[list[TensorRule]] = [[]]
    filled = 0
    for rule in rules:
        size = rule_bytes(rule, dtype)
        if groups[-1] and filled + size > limit:
            groups.append([])
            filled = 0
        groups[-1].append(rule)
        filled += size
    if len(groups) == 1:
        return (Shard("model.safetensors", tuple(groups[0])),)
    return tuple(Shard(f"model-{n:05d}-of-{len(groups):05d}.safetensors", tuple(group)) for n, group in enumerate(groups, 1))


def header(shard: Shard, dtype: str) -> bytes:
    """The file's beginning: length and JSON table, padded so that the data starts at a multiple of eight bytes."""
    table: dict[str, object] = {"__metadata__": {"format": "pt"}}
    place = 0
    for rule in shard.rules:
        size = rule_bytes(rule, dtype)
        table[rule.target] = {"dtype": NAMES[dtype], "shape": list(rule.shape), "data_offsets": [place, place + size]}
        place += size
    text = json.dumps(table, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def index(shards: tuple[Shard, ...], dtype: str) -> dict[str, object]:
    """``model.safetensors.index.json`` for more than one shard."""
    total = sum(rule_bytes(rule, dtype) for shard in shards for rule in shard.rules)
    return {"metadata": {"total_size": total}, "weight_map": {rule.target: shard.name for shard in shards for rule in shard.rules}}


class Pools(NamedTuple):
    """The threads that work on a file, one each."""

    write: ThreadPoolExecutor
    digest: ThreadPoolExecutor
    flush: ThreadPoolExecutor


@contextmanager
def pools() -> Iterator[Pools]:
    """Threads for ``shard_file``; they end with the block."""
    with ThreadPoolExecutor(1, "write") as write, ThreadPoolExecutor(1, "hash") as digest, ThreadPoolExecutor(1, "flush") as flush:
        yield Pools(write, digest, flush)


class ShardFile:
    """A file being written; ``put`` blocks in order, then ``finish`` for its SHA-256."""

    def __init__(self, path: Path, pools: Pools) -> None:
        self.path = path
        self._pools = pools
        self._unflushed = 0
        self._waiting: deque[Future[None]] = deque()
        self._flushes: list[Future[None]] = []
        self._digest = hashlib.sha256()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)

    def put(self, data: memoryview) -> None:
        """Append a block. The caller must not change its bytes any more. Errors of earlier blocks are raised here."""
        self._waiting.append(self._pools.write.submit(self._write, data))
        self._waiting.append(self._pools.digest.submit(self._digest.update, data))
        self._unflushed += len(data)
        if self._unflushed >= FLUSH_BYTES and sys.platform != "win32":
            self._unflushed = 0
            self._flushes.append(self._pools.flush.submit(os.fdatasync, self._descriptor))
        while len(self._waiting) > 2 * DEPTH:
            self._settle()

    def finish(self) -> str:
        """Wait until all is on the disk. Returns: the file's SHA-256."""
        while self._waiting:
            self._settle()
        with disk_errors(self.path.name):
            for future in self._flushes:
                future.result()
            os.fsync(self._descriptor)
        return self._digest.hexdigest()

    def close(self) -> None:
        """Give the file back, finished or not."""
        pending = [*self._waiting, *self._flushes]
        for future in pending:
            future.cancel()
        for future in pending:
            if not future.cancelled():
                future.exception()
        os.close(self._descriptor)

    def _settle(self) -> None:
        with disk_errors(self.path.name):
            self._waiting.popleft().result()

    def _write(self, data: memoryview) -> None:
        while data:
            data = data[os.write(self._descriptor, data) :]


@contextmanager
def shard_file(path: Path, pools: Pools) -> Iterator[ShardFile]:
    """A ``ShardFile`` that is closed however the block ends."""
    file = ShardFile(path, pools)
    try:
        yield file
    finally:
        file.close()
