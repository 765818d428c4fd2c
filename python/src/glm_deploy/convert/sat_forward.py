"""The forward computation of GLM-130B as its ranks carry it out, straight from their files, in float32.

Independent of the converter's rules: no tensor is joined. Each rank computes with its own heads and its own part of the MLP, and what
they give is added, as in the published tensor-parallel code. One share of one layer is held at a time. Formulas: the project's notes
on GLM, section 4.3.
"""

from __future__ import annotations

from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import quantized, rows
from glm_deploy.convert.early_forward import Weight, attend, norm, places, turned
from glm_deploy.convert.family import Part


def rank_reader(checkpoint: Checkpoint, rank: int, columns: dict[str, int], dtype: str) -> Weight:
    """A function that gives a rank's share of a tensor, rounded to ``dtype``, in float32; ``columns``: of shares by their name's end."""
    import torch

    def weight(name: str) -> Any:
        full = f"mp_rank_{rank:02d}/{name}"
        info, part = checkpoint.tensors[full], Part(full)
        if full + quantized.SCALE in checkpoint.tensors:
            wide = next(count for end, count in columns.items() if name.endswith(end))
            part = Part(full, None, full + quantized.SCALE, 8 * info.shape[1] // wide)
        return rows.part_values(checkpoint, part).to(getattr(torch, dtype)).to(torch.float32)

    return weight


def glm_130b(checkpoint: Checkpoint, tokens: Any, layers: int, dtype: str) -> Any:
    """Logits ``[batch, length, vocabulary]``."""
    import torch

    from glm_deploy.convert.glm_130b import EMBEDDING, sizes, target_config

    size, config = sizes(checkpoint), target_config(checkpoint)
    columns = {"query_key_value.weight": size.hidden, "attention.dense.weight": size.hidden // size.ranks}
    columns |= {"dense_h_to_4h.weight": size.hidden, "dense_4h_to_h.weight": size.inner // size.ranks}
    ranks = [rank_reader(checkpoint, rank, columns, dtype) for rank in range(size.ranks)]
    standing = (config["mask_token_id"], config["smask_token_id"])
    placed = [_places(row, config["sop_token_id"], standing) for row in tokens.tolist()]
    hidden = torch.cat([weight(EMBEDDING) for weight in ranks])[tokens]
    alpha, eps = config["residual_scale"], config["layer_norm_eps"]
    for layer in range(layers):
        base = f"transformer.layers.{layer}."
        normed = norm(ranks[0], base + "input_layernorm", hidden, eps)
        attended = sum(_heads(weight, base, normed, placed, size.heads // size.ranks) for weight in ranks)
        hidden = alpha * normed + attended + ranks[0](base + "attention.dense.bias")
        normed = norm(ranks[0], base + "post_attention_layernorm", hidden, eps)
        hidden = alpha * normed + sum(_gated(weight, base, normed) for weight in ranks) + ranks[0](base + "mlp.dense_4h_to_h.bias")
    hidden = norm(ranks[0], "transformer.final_layernorm", hidden, eps)
    return torch.cat([hidden @ weight(EMBEDDING).T for weight in ranks], dim=-1)


def _places(row: list[int], sop: int, standing: tuple[int, int]) -> tuple[list[int], list[int], int]:
    """As ``places``, but only an answer to [MASK] or [sMASK] stands at its mask; any other runs on."""
    absolute, block, context = places(row, sop, tuple((mask,) for mask in standing))
    return absolute if any(mask in row for mask in standing) else list(range(len(row))), block, context


def _heads(weight: Weight, base: str, normed: Any, placed: list[tuple[list[int], list[int], int]], heads: int) -> Any:
    """What a rank's heads add, without the bias that all ranks share."""
    import torch

    fused = normed @ weight(base + "attention.query_key_value.weight").T + weight(base + "attention.query_key_value.bias")
    fused = fused.unflatten(-1, (heads, 3, -1))
    seen = [attend(*turned(row, place[:1], rounded=False), place[2]) for row, place in zip(fused, placed, strict=True)]
    return torch.stack(seen) @ weight(base + "attention.dense.weight").T


def _gated(weight: Weight, base: str, normed: Any) -> Any:
    """What a rank's part of the MLP adds, without the bias that all ranks share."""
    from torch.nn import functional

    inner = normed @ weight(base + "mlp.dense_h_to_4h.weight").T + weight(base + "mlp.dense_h_to_4h.bias")
    up, gate = inner.chunk(2, dim=-1)
    return (up * functional.gelu(gate)) @ weight(base + "mlp.dense_4h_to_h.weight").T
