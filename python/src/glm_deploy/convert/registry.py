"""The family table: recognised by architecture and tensor names, never by a folder's name."""

from __future__ import annotations

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Family
from glm_deploy.errors import GlmError


def all_families() -> tuple[Family, ...]:
    """Every family, in the order in which they are asked. A module of families exposes ``FAMILIES``; it is added here."""
    from glm_deploy.convert import chatglm, chatglm_v1, glm_10b, glm_130b, native, ptuning

    own = (*chatglm_v1.FAMILIES, *glm_10b.FAMILIES, *glm_130b.FAMILIES, *ptuning.FAMILIES)
    return (*chatglm.FAMILIES, *own, *native.FAMILIES)


def recognise(checkpoint: Checkpoint, families: tuple[Family, ...] | None = None) -> Family:
    """The one family that a checkpoint belongs to.

    Raises: GlmError ``architecture-unknown`` with what was seen and what is supported.
    """
    known = families if families is not None else all_families()
    fitting = [family for family in known if family.matches(checkpoint)]
    if len(fitting) == 1:
        return fitting[0]
    config = checkpoint.config
    seen = f"architectures {config.get('architectures')!r}, model_type {config.get('model_type')!r}"
    names = sorted(checkpoint.tensors)
    raise GlmError(
        "architecture-unknown",
        f"The checkpoint fits {len(fitting)} known families ({seen}, {len(names)} tensors, first {', '.join(names[:3]) or 'none'})."
        f" Supported: {'; '.join(family.supports for family in known)}.",
        architectures=config.get("architectures"), model_type=config.get("model_type"), tensors=names[:20],
        fitting=[family.name for family in fitting],
    )  # fmt: skip
