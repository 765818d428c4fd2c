"""Whether the numbers of a checkpoint have the format that their labels name.

bfloat16 and float16 have the same size, so a wrong label is read without an error and gives noise: the exponents come out squeezed
or stretched eightfold. That shows in how log2 |weight| is spread within a tensor, whatever its scale. Matrices show it by themselves,
small ones together; vectors (norms, biases) are as narrow or as wide as they please and are compared with their like, which needs
both formats in one checkpoint. Looked at are a few thousand numbers of each tensor, before anything is written.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from glm_deploy.checkpoint import blobs
from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT, Checkpoint, TensorInfo
from glm_deploy.convert import rows
from glm_deploy.convert.family import Plan
from glm_deploy.convert.threads import one_thread_each
from glm_deploy.errors import GlmError

SAMPLE = 4096
"""Numbers looked at of a tensor or a block."""
POOL, ALONE, FEW = 512, 1024, 16
"""Numbers needed to judge all matrices together, one matrix by itself, one tensor beside its like."""
NARROW_BITS, WIDE_BITS = 0.55, 7.0
"""Bounds of the standard deviation of log2 |weight|: about 1.6 for weights of any scale, near 0.2 for bfloat16 read as
float16 (the exponent is squeezed eightfold) and above 10 the other way round."""
READERS = 8
DISTINCT = 64
"""A matrix of few distinct numbers, such as a constant, says nothing about its format."""
NORM_BITS = 10.0
"""Norm weights lie near 1; even the smallest and largest of trained models are within 2^-10 to 2^10."""
USUAL = {"matrix": (0.0, 1.6), "vector": (0.0, 1.6), "norm": (0.0, 0.3), "scale": (0.0, 0.5)}
"""Median and deviation of log2 |weight| where a checkpoint has nothing to compare with."""
OTHER = {"float16": "bfloat16", "bfloat16": "float16"}


@dataclass
class Logs:
    """How log2 |number| is spread: middle, standard deviation, and how many numbers that is from."""

    middle: float
    spread: float
    count: int


@dataclass
class _Seen:
    """A 16-bit tensor, read as labelled and as the other format."""

    info: TensorInfo
    role: str
    logs: Logs
    otherwise: Logs


@dataclass
class _Pool:
    """All matrices of a label: their deviations from their own middle, so that scales do not matter."""

    squares: float = 0.0
    count: int = 0
    middles: float = 0.0
    distinct: set[float] = field(default_factory=set)

    def add(self, sample: Any, logs: Logs) -> None:
        self.squares += logs.spread**2 * logs.count
        self.count += logs.count
        self.middles += logs.middle * logs.count
        if len(self.distinct) < DISTINCT:
            self.distinct.update(sample.unique().tolist())


def check(checkpoint: Checkpoint, plan: Plan) -> None:
    """Refuse floating-point tensors of the plan whose numbers do not fit their label.

    Raises: GlmError ``checkpoint-dtype-mislabelled``.
    """
    pools: dict[str, _Pool] = {}
    seen: list[_Seen] = []
    roles = _roles(checkpoint, plan)
    # Closed however it ends: what was set for the reading is set back before the refusal goes on.
    with closing(_samples([checkpoint.tensors[name] for name in roles])) as samples:
        for info, sample in samples:
            name, role = info.name, roles[info.name]
            if info.dtype not in OTHER:
                if role == "matrix":
                    _check_byte_order(info, sample)
                continue
            logs, otherwise = measure(sample), measure(sample.view(_torch_type(OTHER[info.dtype])))
            # A constant fits any label.
            if logs is None or otherwise is None or not logs.spread:
                continue
            seen.append(_Seen(info, role, logs, otherwise))
            if role == "matrix":
                pools.setdefault(info.dtype, _Pool()).add(sample, logs)
            if role == "norm" and logs.count >= FEW and abs(logs.middle) > NORM_BITS:
                raise _mislabelled(name, info.dtype, f"norm weights lie near 1, these near 2^{logs.middle:.0f}", tensor=name)
    for label, pool in pools.items():
        _check_pool(label, pool)
    _check_mixed(seen)


def check_block(name: str, block: Any) -> None:
    """The same for some rows of a matrix on their way through the stream. Raises: GlmError ``checkpoint-dtype-mislabelled``."""
    label = str(block.dtype).removeprefix("torch.")
    if label not in OTHER or block.dim() < 2 or block.numel() < SAMPLE:
        return
    sample = block.reshape(-1)[:: max(1, block.numel() // SAMPLE)][:SAMPLE]
    logs = measure(sample)
    # Counting the distinct numbers sorts them, which takes longer than all the rest: it is left to blocks that are suspected.
    if logs and logs.count >= ALONE and _odd(label, logs) and sample.unique().numel() >= DISTINCT:
        raise _mislabelled(name, label, f"log2 deviation {logs.spread:.2f}, weights have 1.6", tensor=name)


def measure(sample: Any) -> Logs | None:
    """The spread of a sample's finite numbers other than zero; None where there are fewer than two."""
    import torch

    wide = sample.to(torch.float32)
    sizes = wide[(wide != 0) & wide.isfinite()].abs()
    if sizes.numel() < 2:
        return None
    logs = sizes.log2()
    return Logs(float(logs.median()), float(logs.std()), logs.numel())


def _odd(label: str, logs: Logs) -> bool:
    return logs.spread > WIDE_BITS or (label == "float16" and logs.spread < NARROW_BITS and abs(logs.middle) < 2)


def _check_pool(label: str, pool: _Pool) -> None:
    if pool.count < POOL or len(pool.distinct) < DISTINCT:
        return
    logs = Logs(pool.middles / pool.count, (pool.squares / pool.count) ** 0.5, pool.count)
    if _odd(label, logs):
        raise _mislabelled("The checkpoint's matrices together", label, f"log2 deviation {logs.spread:.2f}, weights have 1.6")


def _check_mixed(seen: list[_Seen]) -> None:
    """Where a checkpoint has both formats, tensors of the rarer one that are more like the others when read as the others are."""
    sizes = {label: sum(item.info.elements for item in seen if item.info.dtype == label) for label in OTHER}
    common = max(sizes, key=lambda label: sizes[label])
    if not all(sizes.values()):
        return
    for role, usual in USUAL.items():
        of_role = [item for item in seen if item.role == role and item.logs.count >= FEW]
        like = [item.logs for item in of_role if item.info.dtype == common]
        middle, spread = (median(item.middle for item in like), median(item.spread for item in like)) if like else usual
        usual_logs = Logs(middle, spread, 0)
        for item in of_role:
            if item.info.dtype == common:
                continue
            far, near = (_distance(logs, usual_logs, role) for logs in (item.logs, item.otherwise))
            if far > near + 1:
                reason = f"log2 {item.logs.middle:.1f}, deviation {item.logs.spread:.2f}; its like {middle:.1f} and {spread:.2f}"
                raise _mislabelled(item.info.name, item.info.dtype, reason, tensor=item.info.name)


def _distance(logs: Logs, usual: Logs, role: str) -> float:
    """In bits. Only norms have a scale in common; of the others the spread alone counts."""
    apart = abs(math.log2(max(logs.spread, 1e-3) / max(usual.spread, 1e-3)))
    return apart + (abs(logs.middle - usual.middle) if role == "norm" else 0.0)


def _check_byte_order(info: TensorInfo, sample: Any) -> None:
    """Exponents all over the format's range are the low bytes of the numbers: weights fill a small part of it."""
    import torch

    exponents = (sample.view(torch.int32) >> 23) & 255
    exponents = exponents[exponents != 0]
    shares = torch.bincount(exponents >> 5, minlength=8) / max(1, exponents.numel())
    if exponents.numel() >= POOL and float(shares.min()) > 0.05:
        message = f"{info.name}: its numbers fill the whole range of float32, as after a change of the byte order."
        raise GlmError("checkpoint-dtype-mislabelled", message, tensor=info.name)


def _roles(checkpoint: Checkpoint, plan: Plan) -> dict[str, str]:
    """What each source tensor of the plan is: ``matrix``, ``norm``, ``scale`` or another ``vector``."""
    found: dict[str, str] = {}
    for part in (part for rule in plan.rules for part in rule.parts):
        info = rows.source(checkpoint, part.tensor)
        if part.scale:
            found[part.scale] = "scale"
        elif len(info.shape) > 1 and info.shape[-1] > 1:
            found[part.tensor] = "matrix"
        else:
            found[part.tensor] = "norm" if part.tensor.endswith("norm.weight") else "vector"
    return found


def _samples(infos: list[TensorInfo]) -> Generator[tuple[TensorInfo, Any], None, None]:
    """Each tensor of a format that can be judged, with some of its numbers.

    Several short reads at a time: each waits for the disk, not for the processor. One file after the other, because of all files
    only a few are kept open.
    """
    by_file: dict[Path, list[TensorInfo]] = {}
    for info in infos:
        if info.dtype in OTHER or info.dtype == "float32":
            by_file.setdefault(info.blob.file, []).append(info)
    try:
        with one_thread_each(), ThreadPoolExecutor(READERS, "sample") as pool:
            for group in by_file.values():
                yield from zip(group, pool.map(_sample, group), strict=True)
    finally:
        blobs.release()


def _sample(info: TensorInfo) -> Any:
    """Numbers from the beginning and from the middle: two short reads."""
    import torch

    width = BYTES_PER_ELEMENT[info.dtype]
    half = SAMPLE // 2
    runs = [(0, info.elements)] if info.elements <= SAMPLE else [(0, half), (info.elements // 2, half)]
    raw = torch.empty(sum(count for _, count in runs) * width, dtype=torch.uint8)
    view, place = raw.numpy().data, 0
    for start, count in runs:
        info.blob.read_into(start * width, view[place : place + count * width])
        place += count * width
    return raw.view(_torch_type(info.dtype))


def _torch_type(name: str) -> Any:
    import torch

    return getattr(torch, name)


def _mislabelled(name: str, label: str, reason: str, **context: str) -> GlmError:
    message = f"{name}: labelled {label}, but the numbers are spread like {OTHER[label]} ({reason})."
    return GlmError("checkpoint-dtype-mislabelled", message, **context)
