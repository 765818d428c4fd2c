"""``--verify forward``: the same tokens through the source's formulas and through the converted model.

Both compute in float32 with the weights rounded to the output's type, so what remains is the difference between the source's
formulas and the model class's code, not the rounding. One after the other: first the source, a layer at a time, then the model.
Where the whole model does not fit in memory, its first layers are compared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glm_deploy import events
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Family
from glm_deploy.errors import GlmError
from glm_deploy.loading import quiet_libraries, register_own_models

TOKENS = 64
ROWS = 2
LIMIT, SHARE = 1e-5, 1e-5
"""Largest difference allowed: so much, or that share of the largest logit where it is more. Sums in another order differ by 4e-7 to
1.1e-6 of it, the most over 80 layers of random weights, and trained ones have wilder activations; a norm's epsilon or a frequency
that is off by little makes 3e-5 of it or more."""


def require(family: Family, checkpoint: Checkpoint) -> None:
    """Refuse where a checkpoint has no independent forward computation. Raises: GlmError ``convert-forward-unavailable``."""
    reason = family.obstacle(checkpoint)
    if family.forward is None or reason:
        message = f"There is no independent forward computation for this {family.name}: {reason or 'none is written yet.'}"
        raise GlmError("convert-forward-unavailable", message)


def compare(checkpoint: Checkpoint, family: Family, folder: Path, dtype: str) -> dict[str, Any]:
    """Run both and compare the logits.

    Returns: what was compared and the largest difference. Raises: GlmError ``convert-forward-differs``.
    """
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    require(family, checkpoint)
    assert family.forward is not None  # noqa: S101  (require refused)
    quiet_libraries()
    register_own_models()
    config = AutoConfig.from_pretrained(folder)
    layers = layers_that_fit(config, _available())
    config.num_hidden_layers = layers
    tokens = prompts(config)
    events.info(f"forward: {layers} layers, {tokens.numel()} tokens, float32")
    with torch.no_grad():
        want = family.forward(checkpoint, tokens, layers, dtype)
        model: Any = AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32)
        have = family.answer(model.eval(), tokens)
    difference, scale = float((want - have).abs().max()), float(want.abs().max())
    limit = allowed(scale)
    if not difference <= limit:
        message = f"The logits differ by up to {difference:.2g} (largest {scale:.2g}, allowed {limit:.2g}) over {layers} layers."
        raise GlmError("convert-forward-differs", message, difference=difference, scale=scale)
    return {
        "layers": layers, "tokens": tokens.numel(), "weights": dtype, "precision": "float32",
        "max_difference": difference, "allowed": limit, "largest_logit": scale,
    }  # fmt: skip


def allowed(largest: float) -> float:
    """How far logits may differ in float32 where the largest is that size."""
    return max(LIMIT, SHARE * largest)


def prompts(config: Any) -> Any:
    """Token ids ``[2, length]``, the same for the same model.

    A prefix language model gets what its positions and its mask depend on: a context with a mask token, ``sop``, and an answer. In one
    row the mask stands near the context's end, in the other in its middle.
    """
    import torch

    length = min(TOKENS, int(getattr(config, "max_position_embeddings", TOKENS)))
    vocabulary = int(getattr(config, "vocab_size", 1))
    tokens = torch.randint(0, vocabulary, (ROWS, length), generator=torch.Generator().manual_seed(0))
    named = ("sop_token_id", "gmask_token_id", "mask_token_id", "smask_token_id")
    special = [token for name in named if (token := getattr(config, name, None)) is not None and 0 <= token < vocabulary]
    if len(special) > 1 and special[0] == config.sop_token_id and length > ROWS * 4:
        plain = next(token for token in range(vocabulary) if token not in special)
        tokens[torch.isin(tokens, torch.tensor(special))] = plain
        masks = (special[1], special[min(2, len(special) - 1)])
        for row, place in enumerate((length // 2 - 3, length // 4)):
            tokens[row, place], tokens[row, length // 2] = masks[row], special[0]
    return tokens


def layers_that_fit(config: Any, free: int) -> int:
    """How many layers to run so that each side stays within half of ``free`` bytes; at least one, all of a model without widths."""
    if getattr(config, "hidden_size", None) is None:
        return int(config.num_hidden_layers)
    width, ffn = int(config.hidden_size), int(config.intermediate_size)
    ends = 2 * int(config.vocab_size) * width * 4 * 2
    layer = (4 * width * width + 3 * width * ffn) * 4
    fit = (free // 2 - ends) // max(1, layer)
    return max(1, min(int(config.num_hidden_layers), int(fit)))


def _available() -> int:
    import psutil

    return int(psutil.virtual_memory().available)
