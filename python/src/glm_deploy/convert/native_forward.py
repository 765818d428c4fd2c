"""The forward computation of GLM-4 in its native format (``glm``, ``glm4``), straight from the tensors, in float32.

Independent of transformers: it reads the source's own numbers, also where a newer library would read them from another field. Formulas:
those of ChatGLM, with query, key and value apart; ``glm4`` has two more norms, behind attention and MLP. One layer is held at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import rows
from glm_deploy.convert.chatglm_forward import attention, rms_norm, rotation

ROPE_TYPES = ("default", "linear")


def rope(config: Mapping[str, Any]) -> dict[str, Any]:
    """The rotary parameters, in the field of today's configs or in those of older ones."""
    older = {"rope_theta": config.get("rope_theta", 10000.0), "partial_rotary_factor": config.get("partial_rotary_factor", 0.5)}
    found = {**older, **(config.get("rope_scaling") or {}), **(config.get("rope_parameters") or {})}
    return {**found, "rope_type": found.get("rope_type", found.get("type", "default"))}


def obstacle(checkpoint: Checkpoint) -> str | None:
    """What this computation does not know, in words; None where it knows all."""
    config = checkpoint.config
    kind, activation = rope(config)["rope_type"], config.get("hidden_act", "silu")
    if kind not in ROPE_TYPES:
        return f"config.json has rotary positions of type {kind!r}, known are {', '.join(ROPE_TYPES)}."
    return None if activation == "silu" else f"config.json has hidden_act = {activation!r}, known is 'silu'."


def logits(checkpoint: Checkpoint, tokens: Any, layers: int, dtype: str) -> Any:
    """Logits ``[batch, length, vocabulary]`` for token ids ``[batch, length]``; weights are rounded to ``dtype`` first."""
    import torch
    from torch.nn import functional

    from glm_deploy.convert.native import complete

    config, weight = complete(checkpoint.config), rows.reader(checkpoint, dtype)
    heads, parameters, eps = int(config["num_attention_heads"]), rope(config), float(config["rms_norm_eps"])
    head = int(config.get("head_dim") or config["hidden_size"] // heads)
    turn = rotation(parameters, int(head * parameters["partial_rotary_factor"]), tokens.shape[1])

    def linear(name: str, values: Any) -> Any:
        product = values @ weight(name + ".weight").T
        return product + weight(name + ".bias") if name + ".bias" in checkpoint.tensors else product

    def behind(name: str, values: Any) -> Any:
        return rms_norm(values, weight(name), eps) if name in checkpoint.tensors else values

    hidden = functional.embedding(tokens, weight("model.embed_tokens.weight"))
    for layer in range(layers):
        base = f"model.layers.{layer}."
        normed = rms_norm(hidden, weight(base + "input_layernorm.weight"), eps)
        query, key, value = (linear(f"{base}self_attn.{name}_proj", normed).unflatten(-1, (-1, head)) for name in "qkv")
        attended = linear(base + "self_attn.o_proj", attention((query, key, value), turn))
        hidden = hidden + behind(base + "post_self_attn_layernorm.weight", attended)
        normed = rms_norm(hidden, weight(base + "post_attention_layernorm.weight"), eps)
        gate, up = linear(base + "mlp.gate_up_proj", normed).chunk(2, dim=-1)
        hidden = hidden + behind(base + "post_mlp_layernorm.weight", linear(base + "mlp.down_proj", gate * torch.sigmoid(gate) * up))
    hidden = rms_norm(hidden, weight("model.norm.weight"), eps)
    return hidden @ weight("model.embed_tokens.weight" if config.get("tie_word_embeddings") else "lm_head.weight").T
