"""The people's command ``glm-deploy demo-model``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glm_deploy import demo, events


def demo_model(out: Path, seed: int = demo.DEFAULT_SEED) -> dict[str, Any]:
    """Train the demo model and write it to ``out``; what stood there is replaced.

    Returns: the facts of ``make_demo_model``.
    """
    facts = demo.make_demo_model(out, seed)
    events.info(
        f"Demo model with {facts['parameters']} parameters written to {out} in {facts['seconds']} s; "
        f"every poem is recited, the right token leads by at least {facts['margin']} logits."
    )
    return facts
