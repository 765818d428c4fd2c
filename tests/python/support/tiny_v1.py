"""ChatGLM-6B (v1) at a small size, as its publisher released it."""

from __future__ import annotations

from pathlib import Path

import torch
from support import conversion
from support import reference_prefix as reference

SIZE = reference.Sizes(layers=2, hidden=64, heads=4, inner=128, vocab=160, sop=134, mask=130, gmask=131)
IDS = {"bos_token_id": 134, "eos_token_id": 135, "pad_token_id": 3, "mask_token_id": 130, "gmask_token_id": 131}
CONFIG = {
    "architectures": ["ChatGLMModel"], "model_type": "chatglm", "vocab_size": 160, "hidden_size": 64, "num_layers": 2,
    "num_attention_heads": 4, "inner_hidden_size": 128, "layernorm_epsilon": 1e-5, "max_sequence_length": 2048,
    "position_encoding_2d": True, **IDS,
}  # fmt: skip
EMBEDDING, HEAD = "transformer.word_embeddings.weight", "lm_head.weight"


def source_state(vocab: int = 160, tied: bool = False, dtype: torch.dtype = torch.float32) -> reference.State:
    shapes = reference.layer_shapes(SIZE, SIZE.inner) | {EMBEDDING: (vocab, 64), HEAD: (vocab, 64)}
    state = reference.random_state(shapes, dtype=dtype)
    if tied:
        state[HEAD] = state[EMBEDDING].clone()
    frequency = reference.frequencies(8, rounded=True).half()
    return state | {f"transformer.layers.{layer}.attention.rotary_emb.inv_freq": frequency for layer in range(2)}


def write(folder: Path) -> Path:
    """The published form."""
    return conversion.write_source(folder, CONFIG, source_state())
