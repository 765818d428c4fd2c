"""The forward computation of ChatGLM2/3 and GLM-4, written from their formulas only, to judge conversions with.

One matrix product at a time, float32, whole sequences, left padding by a mask. It shares no code with the product.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor


def logits(config: dict[str, Any], state: dict[str, Tensor], tokens: Tensor, mask: Tensor | None = None, divide: float = 1.0) -> Tensor:
    """Logits ``[batch, length, vocabulary]``. ``mask`` ``[batch, length]`` is 0 on left padding; ``divide`` shrinks positions (v2-32k)."""
    state = {name: tensor.float() for name, tensor in state.items()}
    mask = torch.ones_like(tokens) if mask is None else mask
    positions = (mask.cumsum(-1) - 1).clamp(min=0).float() / divide
    base = 10000.0 * (config.get("rope_ratio", 1) if divide == 1.0 else 1)
    hidden = state["transformer.embedding.word_embeddings.weight"][tokens]
    for layer in range(config["num_layers"]):
        tensors = {n.split(f"layers.{layer}.")[1]: t for n, t in state.items() if f"layers.{layer}." in n}
        normed = norm(hidden, tensors["input_layernorm.weight"], config)
        hidden = hidden + attention(normed, tensors, config, positions, base, mask)
        normed = norm(hidden, tensors["post_attention_layernorm.weight"], config)
        both = normed @ tensors["mlp.dense_h_to_4h.weight"].T
        gate, up = both[..., : config["ffn_hidden_size"]], both[..., config["ffn_hidden_size"] :]
        hidden = hidden + (gate / (1 + torch.exp(-gate)) * up) @ tensors["mlp.dense_4h_to_h.weight"].T
    return norm(hidden, state["transformer.encoder.final_layernorm.weight"], config) @ state["transformer.output_layer.weight"].T


def norm(values: Tensor, weight: Tensor, config: dict[str, Any]) -> Tensor:
    """RMS norm."""
    return values / torch.sqrt((values * values).mean(-1, keepdim=True) + config["layernorm_epsilon"]) * weight


def attention(values: Tensor, tensors: dict[str, Tensor], config: dict[str, Any], positions: Tensor, base: float, mask: Tensor) -> Tensor:
    """Causal grouped query attention, one head at a time."""
    heads, head = config["num_attention_heads"], config["kv_channels"]
    grouped = config["multi_query_attention"]
    groups = config["multi_query_group_num"] if grouped else heads
    fused = values @ tensors["self_attention.query_key_value.weight"].T
    if config["add_qkv_bias"]:
        fused = fused + tensors["self_attention.query_key_value.bias"]
    length = values.shape[1]
    allowed = torch.ones(length, length).tril().bool() & mask[:, None, :].bool() | torch.eye(length).bool()
    out = []
    for number in range(heads):
        group = number // (heads // groups)
        starts = (number, heads + group, heads + groups + group) if grouped else (3 * number, 3 * number + 1, 3 * number + 2)
        query, key, value = (fused[..., start * head : (start + 1) * head] for start in starts)
        query, key = rotate(query, positions, base), rotate(key, positions, base)
        scores = query @ key.transpose(1, 2) / math.sqrt(head)
        out.append(torch.softmax(scores.masked_fill(~allowed, -1e30), -1) @ value)
    return torch.cat(out, -1) @ tensors["self_attention.dense.weight"].T


def rotate(values: Tensor, positions: Tensor, base: float) -> Tensor:
    """Rotate the pairs (0,1), (2,3), ... of the first half of a head ``[batch, length, head]`` by position."""
    result = values.clone()
    half = values.shape[-1] // 2
    for pair in range(0, half, 2):
        angle = positions * base ** (-pair / half)
        cos, sin = angle.cos(), angle.sin()
        first, second = values[..., pair], values[..., pair + 1]
        result[..., pair] = first * cos - second * sin
        result[..., pair + 1] = second * cos + first * sin
    return result
