"""GLM-10B at a small size, in its published form and as the training code's file."""

from __future__ import annotations

from pathlib import Path

import torch
from support import conversion
from support import reference_prefix as reference

SIZE = reference.Sizes(
    layers=2, hidden=128, heads=2, inner=512, vocab=160, sop=134, mask=130, gmask=131, smask=132, gelu="none"
)  # fmt: skip
IDS = {"mask_token_id": 130, "gmask_token_id": 131, "smask_token_id": 132, "sop_token_id": 134, "eos_token_id": 135, "pad_token_id": 3}
CONFIG = {
    "architectures": ["GLMModel"], "model_type": "glm", "num_layers": 2, "hidden_size": 128, "num_attention_heads": 2,
    "vocab_size": 160, "max_sequence_length": 256, "block_position_encoding": True, "attention_scale": 1.0, **IDS,
}  # fmt: skip
EMBEDDING = "word_embeddings.weight"


def source_state(vocab: int = SIZE.vocab, size: reference.Sizes = SIZE) -> reference.State:
    shapes = reference.layer_shapes(size, size.inner) | {EMBEDDING: (vocab, size.hidden)}
    shapes |= {f"transformer.{name}.weight": (257, size.hidden) for name in ("position_embeddings", "block_position_embeddings")}
    return reference.random_state(shapes)


def write(folder: Path) -> Path:
    """The published form."""
    return conversion.write_source(folder, CONFIG, source_state())


def write_raw(folder: Path, state: reference.State, start: str = "") -> Path:
    (folder / "blocklm").mkdir(parents=True)
    (folder / "latest").write_text("blocklm", encoding="utf-8")
    module = {start + name: value for name, value in state.items()}
    torch.save({"module": module, "iteration": 5}, folder / "blocklm" / "mp_rank_00_model_states.pt")
    return folder
