"""GLM-130B at a small size, cut into the files of its ranks as its publisher released it."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from support import reference_prefix as reference

SIZE = reference.Sizes(layers=2, hidden=128, heads=4, inner=192, vocab=160, sop=134, mask=130, gmask=131, smask=132)
IDS = {"mask_token_id": 130, "gmask_token_id": 131, "smask_token_id": 132, "sop_token_id": 134, "eos_token_id": [135, 2], "pad_token_id": 3}
EMBEDDING = "transformer.word_embeddings.weight"


def source_state() -> reference.State:
    return reference.random_state(reference.layer_shapes(SIZE, 2 * SIZE.inner) | {EMBEDDING: (SIZE.vocab, SIZE.hidden)})


def cut(name: str, value: torch.Tensor, ranks: int) -> list[torch.Tensor]:
    """A tensor as tensor parallelism spreads it: what ``convert`` must undo, written down independently."""
    if "dense_h_to_4h" in name:
        firsts, seconds = (half.chunk(ranks) for half in value.chunk(2))
        return [torch.cat(pair) for pair in zip(firsts, seconds, strict=True)]
    if "query_key_value" in name or name == EMBEDDING:
        return list(value.chunk(ranks))
    if name.endswith(("attention.dense.weight", "dense_4h_to_h.weight")):
        return list(value.chunk(ranks, dim=1))
    return [value] * ranks


def quantize(weight: torch.Tensor, bits: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Integers, scale and the values they stand for, in the publisher's layout."""
    top = 127 if bits == 8 else 7
    scale = (weight.abs().amax(1) / top).half()
    whole = (weight / scale.float()[:, None]).round().clamp(-top, top).to(torch.int8)
    packed = whole if bits == 8 else ((whole[:, 0::2] << 4) | (whole[:, 1::2] & 15)).to(torch.int8)
    return packed, scale, whole.float() * scale.float()[:, None]


def write_ranks(folder: Path, ranks: int, bits: int = 0, table: bool = True) -> Path:
    inner = folder / "49300"
    inner.mkdir(parents=True)
    (folder / "latest").write_text("49300", encoding="utf-8")
    (folder / "model_config.json").write_text(json.dumps(IDS), encoding="utf-8")
    for rank in range(ranks):
        module = {}
        for name, value in source_state().items():
            part = cut(name, value, ranks)[rank].clone()
            if bits and value.dim() == 2 and "layers" in name:
                part, module[name + "_scale"], _ = quantize(part, bits)
            module[name] = part
        if table:
            module["mixins.rotary-embedding.rotary_emb.inv_freq"] = reference.frequencies(32, rounded=False)
        torch.save({"module": module, "iteration": 49300}, inner / f"mp_rank_{rank:02d}_model_states.pt")
    return folder
