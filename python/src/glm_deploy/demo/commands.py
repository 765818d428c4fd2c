"""The people's command ``glm-deploy demo-model``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from glm_deploy import demo, events
from glm_deploy.errors import GlmError


def demo_model(
    out: Annotated[Path, typer.Option(help="Folder to make; an earlier demo model there is replaced.")],
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Where the weights start from.")] = demo.DEFAULT_SEED,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout, also on failure, instead of a sentence.")] = False,
) -> None:
    """Train the tiny demo model and write it in ChatGLM3's original checkpoint format (about 20 seconds on two cores)."""
    if out.exists() and not _replaceable(out):
        message = f"{out} exists and is not an earlier demo model; it is left alone."
        raise GlmError("usage", message, hint="Choose a new folder with --out.")
    facts = demo.make_demo_model(out, seed)
    if as_json:
        typer.echo(json.dumps({"ok": True, "path": str(out), **facts}, ensure_ascii=False))
        return
    events.info(
        f"Demo model with {facts['parameters']} parameters written to {out} in {facts['seconds']} s; "
        f"it recites every poem, and the right token leads by at least {facts['margin']} logits."
    )


def _replaceable(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    if not names:
        return True
    licence = folder / "LICENSE"
    return licence.is_file() and licence.read_text(encoding="utf-8", errors="replace").startswith("The demo model of Deploy-GLM")
