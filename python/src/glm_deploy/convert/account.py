"""The account of every tensor, settled before anything is written: used, derived or dropped with a reason; nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import labels, registry, rows
from glm_deploy.convert.family import Plan, TensorRule
from glm_deploy.errors import GlmError


@dataclass(frozen=True)
class Account:
    """What became of the source's tensors: names, by fate."""

    used: tuple[str, ...]
    derived: tuple[str, ...]
    dropped: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """For the record."""
        return {"used": len(self.used), "derived": len(self.derived), "dropped": self.dropped}


def settle(checkpoint: Checkpoint, plan: Plan) -> Account:
    """Check a plan against the source.

    Raises: GlmError ``checkpoint-tensor-missing``, ``checkpoint-tensor-unknown``, ``checkpoint-shape-mismatch``,
        ``checkpoint-tensor-refused``, ``checkpoint-dtype-mislabelled``, or ``convert-unaccounted`` for a faulty plan.
    """
    targets = [rule.target for rule in plan.rules]
    if len(set(targets)) != len(targets):
        raise GlmError("convert-unaccounted", "The plan makes a target tensor twice.", targets=sorted(targets)[:20])
    for rule in plan.rules:
        _check_shape(checkpoint, rule)
    dropped = {drop.tensor: drop.reason for drop in plan.drops}
    whole = {rule.parts[0].tensor for rule in plan.rules if len(rule.parts) == 1 and not (rule.parts[0].rows or rule.parts[0].scale)}
    touched = _touched(checkpoint, plan)
    unknown = sorted(set(checkpoint.tensors) - set(touched) - set(dropped))
    if unknown:
        message = f"{len(unknown)} tensors of the checkpoint belong to no known part of the model: {', '.join(unknown[:4])}."
        raise GlmError("checkpoint-tensor-unknown", message, hint=registry.obstacle(checkpoint), tensors=unknown[:100])
    for name, left in touched.items():
        if left and name not in dropped:
            raise GlmError("convert-unaccounted", f"The plan leaves out rows {left[0]} to {left[1]} of {name}.", tensor=name)
    labels.check(checkpoint, plan)
    used = sorted(set(touched) & whole)
    return Account(tuple(used), tuple(sorted(set(touched) - whole)), dropped)


def _check_shape(checkpoint: Checkpoint, rule: TensorRule) -> None:
    shapes = []
    for part in rule.parts:
        info = rows.source(checkpoint, part.tensor)
        if info.dtype not in rows.FLOATS and not part.scale:
            message = f"{info.name} holds {info.dtype} numbers, weights are floating point."
            raise GlmError("checkpoint-tensor-refused", message, tensor=info.name, dtype=info.dtype)
        shapes.append(rows.part_shape(checkpoint, part))
    joined = shapes[0]
    if len(shapes) > 1:
        dim = rule.dim
        fits = all(len(s) == len(joined) > dim and s[:dim] + s[dim + 1 :] == joined[:dim] + joined[dim + 1 :] for s in shapes)
        joined = (*joined[:dim], sum(s[dim] for s in shapes), *joined[dim + 1 :]) if fits else ()
    if joined != rule.shape:
        names = ", ".join(sorted({part.tensor for part in rule.parts})[:3])
        seen = " + ".join(str(list(shape)) for shape in shapes[:4])
        message = f"{names}: shape {seen}, config.json needs {list(rule.shape)} for {rule.target}."
        raise GlmError("checkpoint-shape-mismatch", message, target=rule.target)


def _touched(checkpoint: Checkpoint, plan: Plan) -> dict[str, tuple[int, int] | None]:
    """Source tensors that the rules use, each with its first run of unused rows (None: all rows are used)."""
    ranges: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for rule in plan.rules:
        for part in rule.parts:
            ranges[part.tensor].append(rows.row_range(rows.source(checkpoint, part.tensor), part))
            if part.scale:
                info = rows.source(checkpoint, part.scale)
                ranges[part.scale].append((0, info.shape[0] if info.shape else 1))
    left: dict[str, tuple[int, int] | None] = {}
    for name, taken in ranges.items():
        count, reached = (checkpoint.tensors[name].shape or (1,))[0], 0
        gap = None
        for start, stop in [*sorted(taken), (count, count)]:
            if start > reached and gap is None:
                gap = (reached, start)
            reached = max(reached, stop)
        left[name] = gap
    return left
