"""The forward computation of ChatGLM2, ChatGLM3, CodeGeeX2 and GLM-4, straight from the published tensors, in float32.

Independent of the converter's rules and of transformers: it reads the source under its own names, splits query, key and value
itself and rotates adjacent pairs as complex numbers. One layer's weights are held at a time. Formulas: published
``modeling_chatglm.py`` (read, not copied).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import rows


def logits(checkpoint: Checkpoint, tokens: Any, layers: int, dtype: str) -> Any:
    """Logits ``[batch, length, vocabulary]`` for token ids ``[batch, length]``; weights are rounded to ``dtype`` first."""
    import torch
    from torch.nn import functional

    from glm_deploy.convert.chatglm import rope

    weight = rows.reader(checkpoint, dtype)
    config = checkpoint.config
    turn = rotation(rope(checkpoint), int(config["kv_channels"]) // 2, tokens.shape[1])
    hidden = functional.embedding(tokens, weight("transformer.embedding.word_embeddings.weight"))
    eps = float(config["layernorm_epsilon"])
    for layer in range(layers):
        base = f"transformer.encoder.layers.{layer}."
        normed = rms_norm(hidden, weight(base + "input_layernorm.weight"), eps)
        fused = normed @ weight(base + "self_attention.query_key_value.weight").T
        if base + "self_attention.query_key_value.bias" in checkpoint.tensors:
            fused = fused + weight(base + "self_attention.query_key_value.bias")
        hidden = hidden + attention(split(fused, config), turn) @ weight(base + "self_attention.dense.weight").T
        normed = rms_norm(hidden, weight(base + "post_attention_layernorm.weight"), eps)
        gate, up = (normed @ weight(base + "mlp.dense_h_to_4h.weight").T).chunk(2, dim=-1)
        hidden = hidden + (gate * torch.sigmoid(gate) * up) @ weight(base + "mlp.dense_4h_to_h.weight").T
    return rms_norm(hidden, weight("transformer.encoder.final_layernorm.weight"), eps) @ weight("transformer.output_layer.weight").T


def rotation(parameters: Mapping[str, Any], rotated: int, length: int) -> Any:
    """Unit complex numbers ``[length, rotated / 2]``: position times frequency, for the ``rotated`` channels of a head."""
    import torch

    frequency = 1.0 / (float(parameters["rope_theta"]) ** (torch.arange(0, rotated, 2, dtype=torch.float32) / rotated))
    position = torch.arange(length, dtype=torch.float32) / float(parameters.get("factor", 1.0))
    angle = torch.outer(position, frequency)
    return torch.polar(torch.ones_like(angle), angle)


def rms_norm(values: Any, weight: Any, eps: float) -> Any:
    """``values`` with a root mean square of 1 along the last dimension, times ``weight``."""
    import torch

    return weight * (values * torch.rsqrt(values.pow(2).mean(-1, keepdim=True) + eps))


def split(fused: Any, config: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """Query, key and value ``[batch, length, heads or groups, head]`` of a fused projection."""
    heads, head = int(config["num_attention_heads"]), int(config["kv_channels"])
    if config["multi_query_attention"] is True:
        groups = int(config["multi_query_group_num"])
        query, key, value = fused.split([heads * head, groups * head, groups * head], dim=-1)
        return query.unflatten(-1, (heads, head)), key.unflatten(-1, (groups, head)), value.unflatten(-1, (groups, head))
    query, key, value = fused.unflatten(-1, (heads, 3, head)).unbind(3)
    return query, key, value


def attention(states: tuple[Any, Any, Any], turn: Any) -> Any:
    """Causal attention of query, key and value ``[batch, length, heads or groups, head]``; returns ``[..., heads * head]``."""
    import torch

    query, key, value = (part.transpose(1, 2) for part in (_rotate(states[0], turn), _rotate(states[1], turn), states[2]))
    shared = query.shape[1] // key.shape[1]
    key, value = key.repeat_interleave(shared, dim=1), value.repeat_interleave(shared, dim=1)
    later = torch.ones(query.shape[2], query.shape[2], dtype=torch.bool).triu(1)
    scores = (query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])).masked_fill(later, float("-inf"))
    return (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)


def _rotate(values: Any, turn: Any) -> Any:
    """Rotate adjacent pairs of the first channels of each head ``[batch, length, heads, head]``; the rest passes."""
    import torch

    count = 2 * turn.shape[-1]
    pairs = torch.view_as_complex(values[..., :count].unflatten(-1, (-1, 2)).contiguous())
    return torch.cat((torch.view_as_real(pairs * turn[None, :, None]).flatten(-2), values[..., count:]), dim=-1)
