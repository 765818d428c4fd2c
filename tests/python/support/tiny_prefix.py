"""Tuned prefixes at a small size, for ChatGLM-6B and ChatGLM2-6B."""

from __future__ import annotations

import torch
from support import reference_prefix as reference

SIZE = reference.Sizes(layers=2, hidden=64, heads=4, inner=128, vocab=160, sop=134, mask=130, gmask=131)
V1 = {
    "architectures": ["ChatGLMModel"], "model_type": "chatglm", "vocab_size": 160, "hidden_size": 64, "num_layers": 2,
    "num_attention_heads": 4, "inner_hidden_size": 128, "layernorm_epsilon": 1e-5, "position_encoding_2d": True, "bos_token_id": 134,
    "eos_token_id": 135, "pad_token_id": 3, "mask_token_id": 130, "gmask_token_id": 131,
}  # fmt: skip
V2 = {
    "architectures": ["ChatGLMModel"], "model_type": "chatglm", "hidden_size": 64, "num_layers": 2, "num_attention_heads": 4,
    "multi_query_attention": True, "multi_query_group_num": 2, "kv_channels": 16,
}  # fmt: skip
LENGTH = 7
ENCODER = "transformer.prefix_encoder."


def encoder(width: int, projection: bool, start: str = ENCODER) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(4)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=generator) * 0.5

    if not projection:
        return {start + "embedding.weight": draw(LENGTH, width)}
    return {
        start + "embedding.weight": draw(LENGTH, 64), start + "trans.0.weight": draw(64, 64) / 4, start + "trans.0.bias": draw(64),
        start + "trans.2.weight": draw(width, 64) / 4, start + "trans.2.bias": draw(width),
    }  # fmt: skip
