"""``--verify forward``: the same tokens through the source's formulas and through the converted model.

Both compute in float32 with the weights rounded to the output's type, so what remains is the difference between the source's
formulas and transformers' code, not the rounding. Where the whole model does not fit in memory, its first layers are compared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glm_deploy import events
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Family
from glm_deploy.errors import GlmError

TOKENS = 64
LIMIT = 1e-4
"""Largest difference allowed, as a share of the largest logit; float32 sums of another order differ by about 1e-6."""


def require(family: Family) -> None:
    """Refuse where a family has no independent forward computation."""
    if family.forward is None:
        raise GlmError("convert-forward-unavailable", f"There is no independent forward computation for {family.name}.")


def compare(checkpoint: Checkpoint, family: Family, folder: Path, dtype: str) -> dict[str, Any]:
    """Run both and compare the logits.

    Returns: what was compared and the largest difference. Raises: GlmError ``convert-forward-differs``.
    """
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    require(family)
    assert family.forward is not None  # noqa: S101  (require refused)
    config = AutoConfig.from_pretrained(folder)
    layers = layers_that_fit(config, _available())
    config.num_hidden_layers = layers
    generator = torch.Generator().manual_seed(0)
    tokens = torch.randint(0, config.vocab_size, (1, TOKENS), generator=generator)
    events.info(f"forward: {layers} layers, {TOKENS} tokens, float32")
    with torch.no_grad():
        want = family.forward(checkpoint, tokens, layers, dtype)
        model: Any = AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32)
        model.eval()
        have = model(tokens).logits
    difference, scale = float((want - have).abs().max()), float(want.abs().max())
    if not difference <= LIMIT * max(scale, 1e-6):
        message = f"The logits differ by up to {difference:.2g} (largest {scale:.2g}, allowed {LIMIT:g} of it) over {layers} layers."
        raise GlmError("convert-forward-differs", message, difference=difference, scale=scale)
    return {"layers": layers, "tokens": TOKENS, "precision": "float32", "max_difference": difference, "largest_logit": scale}


def layers_that_fit(config: Any, free: int) -> int:
    """How many layers to run so that both sides stay within half of ``free`` bytes; at least one."""
    width, ffn = int(config.hidden_size), int(config.intermediate_size)
    ends = 2 * int(config.vocab_size) * width * 4 * 2
    layer = (4 * width * width + 3 * width * ffn) * 4
    fit = (free // 2 - ends) // max(1, layer)
    return max(1, min(int(config.num_hidden_layers), int(fit)))


def _available() -> int:
    import psutil

    return int(psutil.virtual_memory().available)
