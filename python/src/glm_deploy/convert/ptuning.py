"""P-Tuning v2 prefixes of ChatGLM-6B and of ChatGLM2-6B to a small ``TunedPrefix``, used through ``models.ptuning.prefix_cache``.

The tuned checkpoint holds nothing but the prefix encoder: an embedding, and with ``prefix_projection`` two linear layers. A checkpoint
that holds a whole model beside it is refused: whoever converts it should know that two things are needed.
"""

from __future__ import annotations

from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import early_forward
from glm_deploy.convert.family import Family, Plan, number, rename, shown
from glm_deploy.errors import GlmError
from glm_deploy.loading import register_own_models as register

ENCODER = "transformer.prefix_encoder."
PROJECTION = ("trans.0.weight", "trans.0.bias", "trans.2.weight", "trans.2.bias")


def prefix(checkpoint: Checkpoint) -> str | None:
    """What stands before the encoder's names (training scripts cut it off); None where there is no encoder."""
    for start in (ENCODER, "prefix_encoder.", ""):
        if start + "embedding.weight" in checkpoint.tensors:
            return start
    return None


def matches(checkpoint: Checkpoint) -> bool:
    """Only a prefix encoder, with ``pre_seq_len`` in its config."""
    start = prefix(checkpoint)
    known = {f"{start}{name}" for name in ("embedding.weight", *PROJECTION)}
    return start is not None and set(checkpoint.tensors) <= known and bool(checkpoint.config.get("pre_seq_len"))


def target_config(checkpoint: Checkpoint) -> dict[str, Any]:
    """``config.json`` of the target; the sizes of keys and values are those of the tuned model's own config."""
    config, (length, columns) = checkpoint.config, _embedding(checkpoint)
    layers, hidden = int(number(config, "num_layers", high=1024)), int(number(config, "hidden_size", high=1 << 17))
    heads = int(number(config, "num_attention_heads", high=4096))
    if config.get("multi_query_attention"):
        groups, dim = int(number(config, "multi_query_group_num", high=4096)), int(number(config, "kv_channels", high=4096))
    else:
        groups, dim = heads, int(number(config, "kv_channels", high=4096, default=max(1, hidden // heads)))
    if length != number(config, "pre_seq_len", high=1 << 16):
        message = f"config.json has pre_seq_len = {config['pre_seq_len']}, the embedding has {length} rows."
        raise GlmError("checkpoint-config-invalid", message)
    inner = checkpoint.shape(f"{prefix(checkpoint)}trans.0.bias")
    # Where config says nothing, the files decide.
    if config.get("prefix_projection") is not None and bool(config["prefix_projection"]) != (inner is not None):
        message = f"config.json has prefix_projection = {shown(config.get('prefix_projection'))}, the files say otherwise."
        raise GlmError("checkpoint-config-invalid", message)
    return {
        "architectures": ["TunedPrefix"], "model_type": "glm_tuned_prefix", "prefix_length": length, "num_hidden_layers": layers,
        "num_key_value_heads": groups, "head_dim": dim, "embedding_size": columns, "projection_size": inner[0] if inner else None,
        "tie_word_embeddings": False,
    }  # fmt: skip


def _embedding(checkpoint: Checkpoint) -> tuple[int, int]:
    name = f"{prefix(checkpoint)}embedding.weight"
    shape = checkpoint.shape(name) or ()
    if len(shape) != 2:
        raise GlmError("checkpoint-shape-mismatch", f"{name} is {list(shape)}, a matrix is expected.", tensor=name)
    return shape[0], shape[1]


def plan(checkpoint: Checkpoint) -> Plan:
    """The tensor rules: names change, values do not; the projection is computed where the prefix is used."""
    config, start = target_config(checkpoint), prefix(checkpoint)
    width = 2 * config["num_hidden_layers"] * config["num_key_value_heads"] * config["head_dim"]
    inner, columns = config["projection_size"], config["embedding_size"]
    shapes: dict[str, tuple[int, ...]] = {"embedding.weight": (config["prefix_length"], columns)}
    if inner is None and columns != width:
        message = f"The embedding has {columns} columns, keys and values of the model in config.json need {width}."
        raise GlmError("checkpoint-shape-mismatch", message)
    if inner is not None:
        shapes |= dict(zip(PROJECTION, ((inner, columns), (inner,), (width, inner), (width,)), strict=True))
    return Plan(tuple(rename(name, f"{start}{name}", shape) for name, shape in shapes.items()))


def keys_and_values(model: Any, tokens: Any) -> Any:
    """What a converted prefix gives for any text: ``[layers * 2, prefix, heads, dim]``, as in ``early_forward.tuned_prefix``."""
    import torch

    return torch.stack([states[0].transpose(0, 1) for pair in model() for states in pair])


FAMILIES = (
    Family(
        "ptuning", "TunedPrefix", "ptuning/1", "P-Tuning v2 prefixes of ChatGLM-6B and ChatGLM2-6B",
        matches, target_config, plan, "", early_forward.tuned_prefix, keys_and_values, register=register,
    ),
)  # fmt: skip
