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
from glm_deploy.convert import quantized, rows


def logits(checkpoint: Checkpoint, tokens: Any, layers: int, dtype: str) -> Any:
    """Logits ``[batch, length, vocabulary]`` for token ids ``[batch, length]``; weights are rounded to ``dtype`` first."""
    import torch
    from torch.nn import functional

    from glm_deploy.convert.chatglm import rope

    def weight(name: str) -> Any:
        values = rows.part_values(checkpoint, quantized.part(checkpoint, name))
        return values.to(getattr(torch, dtype)).to(torch.float32)

    config = checkpoint.config
    turn = rotation(rope(checkpoint), int(config["kv_channels"]), tokens.shape[1])
    hidden = functional.embedding(tokens, weight("transformer.embedding.word_embeddings.weight"))
    eps = float(config["layernorm_epsilon"])
    for layer in range(layers):
        base = f"transformer.encoder.layers.{layer}."
        normed = _rms_norm(hidden, weight(base + "input_layernorm.weight"), eps)
        fused = normed @ weight(base + "self_attention.query_key_value.weight").T
        if base + "self_attention.query_key_value.bias" in checkpoint.tensors:
            fused = fused + weight(base + "self_attention.query_key_value.bias")
        hidden = hidden + _attention(fused, config, turn) @ weight(base + "self_attention.dense.weight").T
        normed = _rms_norm(hidden, weight(base + "post_attention_layernorm.weight"), eps)
        gate, up = (normed @ weight(base + "mlp.dense_h_to_4h.weight").T).chunk(2, dim=-1)
        hidden = hidden + (gate * torch.sigmoid(gate) * up) @ weight(base + "mlp.dense_4h_to_h.weight").T
    return _rms_norm(hidden, weight("transformer.encoder.final_layernorm.weight"), eps) @ weight("transformer.output_layer.weight").T


def rotation(parameters: Mapping[str, Any], head: int, length: int) -> Any:
    """Unit complex numbers ``[length, head / 4]``: position times frequency, for the rotated half of a head."""
    import torch

    half = head // 2
    frequency = 1.0 / (float(parameters["rope_theta"]) ** (torch.arange(0, half, 2, dtype=torch.float32) / half))
    position = torch.arange(length, dtype=torch.float32) / float(parameters.get("factor", 1.0))
    angle = torch.outer(position, frequency)
    return torch.polar(torch.ones_like(angle), angle)


def _rms_norm(values: Any, weight: Any, eps: float) -> Any:
    import torch

    return weight * (values * torch.rsqrt(values.pow(2).mean(-1, keepdim=True) + eps))


def _attention(fused: Any, config: Mapping[str, Any], turn: Any) -> Any:
    """Causal attention over a fused projection ``[batch, length, (heads + 2 groups) * head]``; returns ``[..., heads * head]``."""
    import torch

    batch, length, _ = fused.shape
    heads, head = int(config["num_attention_heads"]), int(config["kv_channels"])
    if config["multi_query_attention"] is True:
        groups = int(config["multi_query_group_num"])
        query, key, value = fused.split([heads * head, groups * head, groups * head], dim=-1)
    else:
        groups = heads
        query, key, value = fused.reshape(batch, length, heads, 3, head).unbind(3)
    query = _rotate(query.reshape(batch, length, heads, head), turn).transpose(1, 2)
    key = _rotate(key.reshape(batch, length, groups, head), turn).transpose(1, 2).repeat_interleave(heads // groups, dim=1)
    value = value.reshape(batch, length, groups, head).transpose(1, 2).repeat_interleave(heads // groups, dim=1)
    later = torch.ones(length, length, dtype=torch.bool).triu(1)
    scores = (query @ key.transpose(2, 3) / math.sqrt(head)).masked_fill(later, float("-inf"))
    return (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, heads * head)


def _rotate(values: Any, turn: Any) -> Any:
    """Rotate adjacent pairs of the first half of each head ``[batch, length, heads, head]``; the rest passes."""
    import torch

    half = values.shape[-1] // 2
    pairs = torch.view_as_complex(values[..., :half].reshape(*values.shape[:-1], half // 2, 2).contiguous())
    return torch.cat((torch.view_as_real(pairs * turn[None, :, None]).flatten(-2), values[..., half:]), dim=-1)
