"""The float32 reference: the logits that every artefact is compared with."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import events
from glm_deploy.loading import load_model
from glm_deploy.smoke.prompts import Prompt, Tokens, encode

if TYPE_CHECKING:
    import torch

Loader = Callable[[], Any]
SPARE = 1.15
"""Memory wanted for the reference, relative to its float32 weights."""


@dataclass(frozen=True)
class Reference:
    """Token ids and float32 logits [n, vocabulary] of each prompt; ``logits`` is None where the machine cannot hold the model."""

    tokens: tuple[Tokens, ...]
    logits: tuple[torch.Tensor, ...] | None
    how: str


def compute(reference: Path | Loader, tokenizer: Any, prompts: list[Prompt]) -> Reference:
    """Run the reference over every prompt with its expected answer, on the CPU in float32.

    Args:
        reference: a folder to load in float32, or a function that gives the model (the weights before they were rounded).
        tokenizer: of the first artefact.
        prompts: what to run.
    """
    import torch

    tokens = tuple(encode(tokenizer, prompt) for prompt in prompts)
    if isinstance(reference, Path):
        needed, free = _needed(reference), _available()
        if needed > free:
            return Reference(tokens, None, f"a float32 load needs {needed / 2**30:.1f} GiB, {free / 2**30:.1f} GiB are free")
        model = load_model(reference, dtype=torch.float32, device_map={"": "cpu"})
        exact = _stored_dtype(reference) == "float32"
        how = "the source's own weights in float32 on the CPU" if exact else f"{reference.name} read as float32 on the CPU"
    else:
        model = reference().eval()
        how = "the source's own weights in float32 on the CPU"
    events.info("computing the float32 reference", prompts=len(prompts))
    with torch.inference_mode():
        logits = tuple(model(input_ids=one.whole.to(model.device), use_cache=False).logits[0].float().cpu() for one in tokens)
    del model
    gc.collect()
    return Reference(tokens, logits, how)


def _needed(folder: Path) -> int:
    """Bytes of a float32 load."""
    stored = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
    return int(stored * (1 if _stored_dtype(folder) == "float32" else 2) * SPARE)


def _stored_dtype(folder: Path) -> str:
    """The element type that the folder's config names, e.g. ``bfloat16``; empty where it names none."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # The load right after says what is wrong, in its own words.
        return ""
    return str(config.get("dtype") or config.get("torch_dtype") or "")


def _available() -> int:
    import psutil

    return int(psutil.virtual_memory().available)
