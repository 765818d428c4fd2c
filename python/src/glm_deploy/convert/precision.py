"""Number formats of a conversion: their names, the one that a source has, and where the chosen one cannot hold it."""

from __future__ import annotations

from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT, Checkpoint
from glm_deploy.convert import rows
from glm_deploy.convert.family import Plan, TensorRule
from glm_deploy.errors import GlmError

KINDS = {"bfloat16": "bf16", "float16": "fp16", "float32": "fp32"}
"""Output types and the names of their artefacts."""

_NAMES = {**{name: name for name in KINDS}, **{short: name for name, short in KINDS.items()}}
_HELD = {"bfloat16": {"bfloat16"}, "float16": {"float16"}, "float32": {"bfloat16", "float16", "float32"}}
"""Source types whose every value an output type holds exactly."""


def named(dtype: str) -> str:
    """The full name of an output type given in any case, short or long. Raises: GlmError ``convert-options``."""
    name = _NAMES.get(dtype.strip().lower())
    if name is None:
        raise GlmError("convert-options", f"The type {dtype[:40]!r} is not one of {', '.join(KINDS)} ({', '.join(KINDS.values())}).")
    return name


def of_source(checkpoint: Checkpoint, plan: Plan) -> str:
    """The output type that keeps a source as it is: the type of most of its bytes; float32 for float64.

    A publisher's integer weights have the type of their scales: that is what the published code computes them in.
    """
    parts = [part for rule in plan.rules for part in rule.parts]
    scales = {part.scale for part in parts if part.scale}
    held = dict.fromkeys(KINDS, 0)
    for name in scales or {part.tensor for part in parts}:
        info = rows.source(checkpoint, name)
        if info.dtype in rows.FLOATS:
            held["float32" if info.dtype == "float64" else info.dtype] += info.nbytes
    # Where two have as many bytes, the wider one loses less.
    return max(held, key=lambda dtype: (held[dtype], BYTES_PER_ELEMENT[dtype]))


def rounded(checkpoint: Checkpoint, plan: Plan, dtype: str) -> dict[str, int]:
    """How many target tensors are rounded to ``dtype``, by what they are made of; empty where every value is kept."""
    found: dict[str, int] = {}
    for rule in plan.rules:
        made_of = _too_wide(checkpoint, rule, dtype)
        if made_of:
            found[made_of] = found.get(made_of, 0) + 1
    return dict(sorted(found.items()))


def _too_wide(checkpoint: Checkpoint, rule: TensorRule, dtype: str) -> str | None:
    """What of a rule's parts the type cannot hold. An integer times a 16-bit scale fits in float32, but in nothing narrower."""
    for part in rule.parts:
        stored = rows.source(checkpoint, part.scale or part.tensor).dtype
        exact = (dtype == "float32" and BYTES_PER_ELEMENT[stored] == 2) if part.scale else stored in _HELD[dtype]
        if not exact:
            return f"{part.bits}-bit integers" if part.scale else stored
    return None
