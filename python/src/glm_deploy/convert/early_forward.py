"""The forward computation of ChatGLM-6B and of GLM-10B, and what a tuned prefix stands for, straight from the published tensors.

Independent of the converter's rules and of the model classes: it reads the source under its own names and places tokens row by row,
in float32. One layer's weights are held at a time. Formulas: the project's notes on GLM, sections 4.1 and 4.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import rows

Weight = Callable[[str], Any]


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

    config, weight = target_config(checkpoint), rows.reader(checkpoint, dtype)
    first, heads, alpha = IMAGE_TOKENS if is_march(checkpoint) else 0, config["num_attention_heads"], config["residual_scale"]
    masks = ((config["gmask_token_id"],), (config["mask_token_id"],))
    placed = [places(row, config["sop_token_id"], masks) for row in tokens.tolist()]
    last = HEAD if HEAD in checkpoint.tensors else EMBEDDING
    hidden = functional.embedding(tokens, weight(EMBEDDING)[first:])
    for layer in range(layers):
        base = f"transformer.layers.{layer}."
        normed = norm(weight, base + "input_layernorm", hidden, config["layer_norm_eps"])
        fused = linear(weight, base + "attention.query_key_value", normed).unflatten(-1, (heads, 3, -1))
        seen = [attend(*turned(row, place[:2], rounded=True), place[2]) for row, place in zip(fused, placed, strict=True)]
        hidden = alpha * normed + linear(weight, base + "attention.dense", torch.stack(seen))
        normed = norm(weight, base + "post_attention_layernorm", hidden, config["layer_norm_eps"])
        hidden = alpha * normed + mlp(weight, base, normed, "tanh")
    return norm(weight, "transformer.final_layernorm", hidden, config["layer_norm_eps"]) @ weight(last)[first:].T


def glm_10b(checkpoint: Checkpoint, tokens: Any, layers: int, dtype: str) -> Any:
    """Logits ``[batch, length, vocabulary]`` of GLM-10B and its relatives."""
    import torch

    from glm_deploy.convert import glm_10b as source

    config, weight, start = source.target_config(checkpoint), rows.reader(checkpoint, dtype), source.prefix(checkpoint) or ""
    heads, eps = config["num_attention_heads"], config["layer_norm_eps"]
    masks = (config["mask_token_id"], config["smask_token_id"], config["gmask_token_id"])
    placed = [places(row, config["sop_token_id"], (masks,)) for row in tokens.tolist()]
    words = weight(start + source.EMBEDDING).clone()
    if source.copies_gmask(checkpoint):
        words[source.COPIED_TO] = words[source.COPIED_FROM]
    hidden = words[tokens]
    for table, which in zip(source.TABLES, (0, 1), strict=True):
        hidden = hidden + weight(f"{start}transformer.{table}.weight")[torch.tensor([place[which] for place in placed])]
    for layer in range(layers):
        base = f"{start}transformer.layers.{layer}."
        fused = linear(weight, base + "attention.query_key_value", norm(weight, base + "input_layernorm", hidden, eps))
        parts = zip(*fused.unflatten(-1, (3, heads, -1)).unbind(2), placed, strict=True)
        seen = [attend(query, key, value, place[2]) for query, key, value, place in parts]
        hidden = hidden + linear(weight, base + "attention.dense", torch.stack(seen))
        hidden = hidden + mlp(weight, base, norm(weight, base + "post_attention_layernorm", hidden, eps), "none")
    return norm(weight, start + "transformer.final_layernorm", hidden, eps) @ words.T


def tuned_prefix(checkpoint: Checkpoint, tokens: Any, layers: int, dtype: str) -> Any:
    """Keys and values ``[layers * 2, prefix, heads, dim]``: key and value of the first layer, of the second, and so on."""
    import torch

    from glm_deploy.convert.ptuning import prefix, target_config

    config, weight, start = target_config(checkpoint), rows.reader(checkpoint, dtype), prefix(checkpoint) or ""
    flat = weight(start + "embedding.weight")
    if config["projection_size"] is not None:
        flat = linear(weight, start + "trans.2", torch.tanh(linear(weight, start + "trans.0", flat)))
    return flat.unflatten(1, (2 * layers, config["num_key_value_heads"], config["head_dim"])).transpose(0, 1)


def norm(weight: Weight, name: str, values: Any, eps: float) -> Any:
    """LayerNorm under its published name."""
    from torch.nn import functional

    return functional.layer_norm(values, values.shape[-1:], weight(name + ".weight"), weight(name + ".bias"), eps)


def linear(weight: Weight, name: str, values: Any) -> Any:
    """Linear layer with bias under its published name."""
    return values @ weight(name + ".weight").T + weight(name + ".bias")


def mlp(weight: Weight, base: str, values: Any, form: str) -> Any:
    """Two layers with GELU in its ``tanh`` form or, with ``none``, in its erf form."""
    from torch.nn import functional

    inner = functional.gelu(linear(weight, base + "mlp.dense_h_to_4h", values), approximate=form)
    return linear(weight, base + "mlp.dense_4h_to_h", inner)


def turned(fused: Any, places: tuple[list[int], ...], *, rounded: bool) -> tuple[Any, Any, Any]:
    """Query, key and value ``[length, heads, dim]`` of one row ``[length, heads, 3, dim]``, the first two turned as complex numbers.

    Each list of ``places`` turns one block of a head; ``rounded``: by frequencies that have been rounded to float16.
    """
    import torch

    blocks = len(places)
    half = fused.shape[-1] // (2 * blocks)
    frequency = 10000.0 ** -(torch.arange(half, dtype=torch.float32) / half)
    frequency = frequency.half().float() if rounded else frequency
    angle = torch.stack([torch.outer(torch.tensor(row, dtype=torch.float32), frequency) for row in places], dim=1)
    turn = torch.polar(torch.ones_like(angle), angle)[:, None]
    pairs = fused[:, :, :2].unflatten(-1, (blocks, 2, half))
    result = torch.complex(pairs[..., 0, :], pairs[..., 1, :]) * turn[:, :, None]
    query, key = torch.stack((result.real, result.imag), dim=-2).flatten(-3).unbind(2)
    return query, key, fused[:, :, 2]


def attend(query: Any, key: Any, value: Any, context: int) -> Any:
    """``[length, heads, dim]`` each; all see the first ``context`` tokens and those before themselves; ``[length, heads * dim]``."""
    import torch

    length = query.shape[0]
    later = torch.ones(length, length, dtype=torch.bool).triu(1)
    later[:, :context] = False
    scores = torch.einsum("ihd,jhd->hij", query, key) / math.sqrt(query.shape[-1])
    return torch.einsum("hij,jhd->ihd", scores.masked_fill(later, float("-inf")).softmax(-1), value).flatten(1)
