"""ChatGLM-6B, GLM-10B and GLM-130B once more, as plainly as their formulas read: one row, no cache, no padding, any precision.

Input are the tensors under their published names. Compared once with the published code, which is not part of this repository
(float32, random weights of deviation 0.08, v1 on up to 2342 tokens): the figures are in ``MEASURED``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

MEASURED = {"chatglm_v1": 1.5e-6, "chatglm_v1 with a tuned prefix": 1.4e-6, "glm_130b": 4.8e-6, "glm_10b": 2.7e-6}
"""Largest difference of logits from the published code."""

State = dict[str, Tensor]


@dataclass(frozen=True)
class Sizes:
    """Widths and token ids of a model under test; names as in the published configs."""

    layers: int
    hidden: int
    heads: int
    inner: int
    vocab: int
    sop: int
    mask: int
    gmask: int
    smask: int = -1
    eps: float = 1e-5
    attention_scale: float = 1.0
    gelu: str = "tanh"


def norm(state: State, name: str, x: Tensor, eps: float) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], state[name + ".weight"], state[name + ".bias"], eps)


def linear(state: State, name: str, x: Tensor) -> Tensor:
    return F.linear(x, state[name + ".weight"], state[name + ".bias"])


def half_rotation(x: Tensor, position: Tensor, frequency: Tensor) -> Tensor:
    """``x``: [length, heads, dim]; pairs (j, j + dim/2)."""
    angle = (position.to(x.dtype)[:, None] * frequency.to(x.dtype))[:, None]
    a, b = x.chunk(2, -1)
    return torch.cat((a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()), -1)


def frequencies(dim: int, rounded: bool) -> Tensor:
    exact = 1.0 / 10000.0 ** (torch.arange(0, dim, 2, dtype=torch.float32) / dim)
    return exact.half().float() if rounded else exact


def attention(q: Tensor, k: Tensor, v: Tensor, context: int) -> Tensor:
    """``[length, heads, dim]`` each; every token sees the first ``context`` ones and those before itself."""
    length, _, dim = q.shape
    scores = torch.einsum("ihd,jhd->hij", q, k) / math.sqrt(dim)
    place = torch.arange(length)
    blocked = (place[None, :] > place[:, None]) & (place[None, :] >= context)
    weights = torch.softmax(scores.masked_fill(blocked, -math.inf), -1)
    return torch.einsum("hij,jhd->ihd", weights, v).flatten(1)


def first(ids: list[int], *tokens: int) -> int:
    """Index of the first occurrence of any of the tokens, -1 when there is none."""
    return next((place for place, token in enumerate(ids) if token in tokens), -1)


def places(ids: list[int], sop: int, at: int) -> tuple[Tensor, Tensor]:
    """Place in the text and place in the answer, when the answer stands at ``at``."""
    absolute = [place if place < sop else at for place in range(len(ids))]
    block = [max(0, place - sop + 1) for place in range(len(ids))]
    return torch.tensor(absolute), torch.tensor(block)


def chatglm_v1(state: State, size: Sizes, ids: list[int], prefix: list[tuple[Tensor, Tensor]] | None = None) -> Tensor:
    """Logits ``[length, vocabulary]``; ``prefix``: per layer keys and values ``[prefix, heads, dim]`` that all tokens see."""
    sop = first(ids, size.sop)
    at = first(ids, size.gmask) if size.gmask in ids else first(ids, size.mask)
    absolute, block = places(ids, sop, at)
    dim = size.hidden // size.heads
    frequency, alpha = frequencies(dim // 2, rounded=True), math.sqrt(2 * 28)
    h = state["transformer.word_embeddings.weight"][torch.tensor(ids)]
    for layer in range(size.layers):
        name = f"transformer.layers.{layer}."
        x = norm(state, name + "input_layernorm", h, size.eps)
        q, k, v = linear(state, name + "attention.query_key_value", x).view(len(ids), size.heads, 3 * dim).split(dim, -1)
        q, k = (
            torch.cat((half_rotation(t[..., : dim // 2], absolute, frequency), half_rotation(t[..., dim // 2 :], block, frequency)), -1)
            for t in (q, k)
        )
        seen = with_prefix(q, k, v, sop, prefix[layer]) if prefix else attention(q, k, v, sop)
        h = alpha * x + linear(state, name + "attention.dense", seen)
        y = norm(state, name + "post_attention_layernorm", h, size.eps)
        inner = F.gelu(linear(state, name + "mlp.dense_h_to_4h", y), approximate="tanh")
        h = alpha * y + linear(state, name + "mlp.dense_4h_to_h", inner)
    return norm(state, "transformer.final_layernorm", h, size.eps) @ state["lm_head.weight"].T


def with_prefix(q: Tensor, k: Tensor, v: Tensor, context: int, prefix: tuple[Tensor, Tensor]) -> Tensor:
    """Attention behind tuned keys and values, which count as context."""
    count = prefix[0].shape[0]
    filler = q.new_zeros(count, *q.shape[1:])
    seen = attention(torch.cat((filler, q)), torch.cat((prefix[0], k)), torch.cat((prefix[1], v)), count + context)
    return seen[count:]


def glm_130b(state: State, size: Sizes, ids: list[int], rounded: bool = False) -> Tensor:
    """Logits ``[length, vocabulary]`` from unpartitioned tensors; ``rounded``: frequencies to float16, as the release had it."""
    sop = first(ids, size.sop)
    at = next((first(ids, token) for token in (size.mask, size.smask) if token in ids), None)
    absolute = torch.arange(len(ids)) if at is None else places(ids, sop, at)[0]
    dim, alpha = size.hidden // size.heads, math.sqrt(2 * size.layers)
    frequency = frequencies(dim, rounded=rounded)
    h = state["transformer.word_embeddings.weight"][torch.tensor(ids)]
    for layer in range(size.layers):
        name = f"transformer.layers.{layer}."
        x = norm(state, name + "input_layernorm", h, size.eps)
        q, k, v = linear(state, name + "attention.query_key_value", x).view(len(ids), size.heads, 3 * dim).split(dim, -1)
        q, k = half_rotation(q, absolute, frequency), half_rotation(k, absolute, frequency)
        h = alpha * x + linear(state, name + "attention.dense", attention(q, k, v, sop))
        y = norm(state, name + "post_attention_layernorm", h, size.eps)
        up, gate = linear(state, name + "mlp.dense_h_to_4h", y).chunk(2, -1)
        h = alpha * y + linear(state, name + "mlp.dense_4h_to_h", up * F.gelu(gate))
    return norm(state, "transformer.final_layernorm", h, size.eps) @ state["transformer.word_embeddings.weight"].T


def glm_10b(state: State, size: Sizes, ids: list[int]) -> Tensor:
    """Logits ``[length, vocabulary]``; without ``sop`` in the row the model is causal with running places."""
    sop = first(ids, size.sop)
    end = len(ids) if sop < 0 else sop
    absolute, block = places(ids, end, first(ids, size.mask, size.smask, size.gmask))
    h = state["word_embeddings.weight"][torch.tensor(ids)]
    h = h + state["transformer.position_embeddings.weight"][absolute] + state["transformer.block_position_embeddings.weight"][block]
    for layer in range(size.layers):
        name = f"transformer.layers.{layer}."
        x = linear(state, name + "attention.query_key_value", norm(state, name + "input_layernorm", h, size.eps))
        q, k, v = (t.view(len(ids), size.heads, -1) for t in x.chunk(3, -1))
        h = h + linear(state, name + "attention.dense", attention(q, k, v, max(sop, 0)))
        inner = linear(state, name + "mlp.dense_h_to_4h", norm(state, name + "post_attention_layernorm", h, size.eps))
        h = h + linear(state, name + "mlp.dense_4h_to_h", F.gelu(inner, approximate=size.gelu))
    return norm(state, "transformer.final_layernorm", h, size.eps) @ state["word_embeddings.weight"].T


def random_state(shapes: dict[str, tuple[int, ...]], seed: int = 0, dtype: torch.dtype = torch.float32) -> State:
    """Random tensors: matrices of deviation 0.08, norms near one, biases near zero."""
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, shape in shapes.items():
        value = torch.randn(shape, generator=generator)
        offset = 1.0 if "layernorm" in name and name.endswith("weight") else 0.0
        state[name] = (value * (0.08 if len(shape) > 1 else 0.1) + offset).to(dtype)
    return state


def layer_shapes(size: Sizes, inner_rows: int) -> dict[str, tuple[int, ...]]:
    """Published names and shapes of all layers and the final norm."""
    shapes: dict[str, tuple[int, ...]] = {}
    for layer in range(size.layers):
        for name, rows, columns in (
            ("attention.query_key_value", 3 * size.hidden, size.hidden),
            ("attention.dense", size.hidden, size.hidden),
            ("mlp.dense_h_to_4h", inner_rows, size.hidden),
            ("mlp.dense_4h_to_h", size.hidden, size.inner),
        ):
            shapes[f"transformer.layers.{layer}.{name}.weight"] = (rows, columns)
            shapes[f"transformer.layers.{layer}.{name}.bias"] = (rows,)
        for name in ("input_layernorm", "post_attention_layernorm"):
            shapes |= {f"transformer.layers.{layer}.{name}.{kind}": (size.hidden,) for kind in ("weight", "bias")}
    return shapes | {f"transformer.final_layernorm.{kind}": (size.hidden,) for kind in ("weight", "bias")}
