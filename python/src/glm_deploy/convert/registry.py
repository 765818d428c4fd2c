"""The family table: recognised by architecture and tensor names, never by a folder's name."""

from __future__ import annotations

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Family, shown
from glm_deploy.errors import GlmError

OWN_TYPES = ("chatglm_v1", "glm_10b", "glm_130b", "glm_tuned_prefix")
NEWER = ("glm4_moe", "glm_moe", "glm5", "glm4v", "glm46v")


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
    names = sorted(checkpoint.tensors)
    known_text = "; ".join(family.supports for family in known)
    raise GlmError(
        "architecture-unknown",
        f"The checkpoint belongs to {'no known family' if not fitting else ' and '.join(family.name for family in fitting) + ' alike'}:"
        f" architectures {shown(config.get('architectures'))}, model_type {shown(config.get('model_type'))}, {len(names)} tensors,"
        f" first {', '.join(names[:2]) or 'none'}.",
        hint=obstacle(checkpoint) or f"Use one of these: {known_text}.",
        architectures=shown(config.get("architectures")), model_type=shown(config.get("model_type")), tensors=names[:20],
        supported=[family.supports for family in known], fitting=[family.name for family in fitting],
    )  # fmt: skip


def obstacle(checkpoint: Checkpoint) -> str | None:
    """What keeps a checkpoint that is often met from being converted, and the way out; None: nothing of that kind."""
    names = checkpoint.tensors
    if any(".lora_A" in name for name in names):
        return "This is a LoRA adapter: merge it into its model first (merge_and_unload of peft), then convert what that saves."
    if any("prefix_encoder." in name for name in names):
        return (
            "This is a model together with a tuned prefix: save the tensors prefix_encoder.* with config.json to a folder of their own,"
            " the rest to another, and convert both."
        )
    if any(name.startswith("mp_rank_01/") and name.endswith("position_embeddings.weight") for name in names):
        return "This GLM was trained in several parts: join them first with change_mp.py of its publisher, target size 1."
    kind = str(checkpoint.config.get("model_type", ""))
    if kind in OWN_TYPES:
        return "This folder is a conversion already: load it, or quantize it."
    if not checkpoint.config and checkpoint.layout != "sat":
        return "There is no config.json beside the weights: fetch the one of the same release, the widths are in it."
    if kind.startswith(NEWER):
        return "transformers may load this newer GLM as it is; it needs no conversion."
    return None
