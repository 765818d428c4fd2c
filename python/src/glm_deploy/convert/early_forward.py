"""The forward computation of ChatGLM-6B, straight from the published tensors, in float32.

Independent of the converter's rules and of the model class: it reads the source under its own names and places tokens row by row.
One layer's weights are held at a time. Formulas: the project's notes on GLM, section 4.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import quantized, rows

Weight = Callable[[str], Any]


def reader(checkpoint: Checkpoint, dtype: str) -> Weight:
    """A function that gives a source tensor's values, rounded to ``dtype``, in float32."""
    import torch

    def weight(name: str) -> Any:
        values = rows.part_values(checkpoint, quantized.part(checkpoint, name))
        return values.to(getattr(torch, dtype)).to(torch.float32)

    return weight


def places(row: list[int], sop: int, masks: tuple[tuple[int, ...], ...]) -> tuple[list[int], list[int], int]:
    """Place in the text, place in the answer, and length of the context of one row without padding."""
    if sop not in row:
        return list(range(len(row))), [0] * len(row), 0
    start = row.index(sop)
    at = max(0, start - 1)
    for group in reversed(masks):
        at = next((index for index, token in enumerate(row) if token in group), at)
    absolute = [index if index < start else at for index in range(len(row))]
    return absolute, [max(0, index - start + 1) for index in range(len(row))], start


def chatglm_v1(checkpoint: Checkpoint, tokens: Any, layers: int, dtype: str) -> Any:
    """Logits ``[batch, length, vocabulary]`` of ChatGLM-6B for ids of the target's vocabulary."""
    import torch
    from torch.nn import functional

    from glm_deploy.convert.chatglm_v1 import EMBEDDING, HEAD, IMAGE_TOKENS, is_march, target_config

    config, weight = target_config(checkpoint), reader(checkpoint, dtype)
    first, heads, alpha = IMAGE_TOKENS if is_march(checkpoint) else 0, config["num_attention_heads"], config["residual_scale"]
    masks = ((config["gmask_token_id"],), (config["mask_token_id"],))
    placed = [places(row, config["sop_token_id"], masks) for row in tokens.tolist()]
    hidden = functional.embedding(tokens, weight(EMBEDDING)[first:])

    def norm(name: str, values: Any) -> Any:
        return functional.layer_norm(values, values.shape[-1:], weight(name + ".weight"), weight(name + ".bias"), config["layer_norm_eps"])

    def linear(name: str, values: Any) -> Any:
        return values @ weight(name + ".weight").T + weight(name + ".bias")

    for layer in range(layers):
        base = f"transformer.layers.{layer}."
        normed = norm(base + "input_layernorm", hidden)
        fused = linear(base + "attention.query_key_value", normed).unflatten(-1, (heads, 3, -1))
        context = torch.stack([_turned(row, place) for row, place in zip(fused, placed, strict=True)])
        hidden = norm(base + "post_attention_layernorm", alpha * normed + linear(base + "attention.dense", context))
        inner = functional.gelu(linear(base + "mlp.dense_h_to_4h", hidden), approximate="tanh")
        hidden = alpha * hidden + linear(base + "mlp.dense_4h_to_h", inner)
    return norm("transformer.final_layernorm", hidden) @ weight(HEAD)[first:].T


def _turned(fused: Any, place: tuple[list[int], list[int], int]) -> Any:
    """Attention of one row ``[length, heads, 3, dim]`` after both rotations, as complex numbers; ``[length, heads * dim]``."""
    import torch

    quarter = fused.shape[-1] // 4
    frequency = (10000.0 ** -(torch.arange(quarter, dtype=torch.float32) / quarter)).half().float()
    angle = torch.stack([torch.outer(torch.tensor(row, dtype=torch.float32), frequency) for row in place[:2]], dim=1)
    turn = torch.polar(torch.ones_like(angle), angle)[:, None]
    pairs = fused[:, :, :2].unflatten(-1, (2, 2, quarter)).float()
    turned = torch.complex(pairs[..., 0, :], pairs[..., 1, :]) * turn[:, :, None]
    query, key = torch.stack((turned.real, turned.imag), dim=-2).flatten(-3).unbind(2)
    return attend(query, key, fused[:, :, 2], place[2])


def attend(query: Any, key: Any, value: Any, context: int) -> Any:
    """``[length, heads, dim]`` each; all see the first ``context`` tokens and those before themselves; ``[length, heads * dim]``."""
    import torch

    length = query.shape[0]
    later = torch.ones(length, length, dtype=torch.bool).triu(1)
    later[:, :context] = False
    scores = torch.einsum("ihd,jhd->hij", query, key) / math.sqrt(query.shape[-1])
    return torch.einsum("hij,jhd->ihd", scores.masked_fill(later, float("-inf")).softmax(-1), value).flatten(1)
