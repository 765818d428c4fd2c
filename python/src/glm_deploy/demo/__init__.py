"""The demo model: a real, tiny ChatGLM3 that recites poems, made here so that the pipeline has an input without a download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DEFAULT_SEED = 20
"""Seed of the committed model below ``manifests/models/demo``."""


def make_demo_model(out: Path, seed: int = DEFAULT_SEED) -> dict[str, Any]:
    """Train the demo model and write it to ``out`` in ChatGLM3's original checkpoint format (about 20 s on two cores).

    Returns: facts: ``parameters``, ``steps``, ``seconds``, ``margin`` (smallest lead of the right token, in logits), ``files``.
    Raises: GlmError ``demo-not-learned`` when a poem is not recited without a fault.
    """
    from glm_deploy import files
    from glm_deploy.demo import train, write

    trained = train.train(seed)
    with files.building(out) as folder:
        names = write.write(folder, trained)
    return {**trained.facts, "seed": seed, "files": names}
