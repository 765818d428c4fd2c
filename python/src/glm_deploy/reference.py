"""The float32 model that every artefact is compared with.

A published checkpoint is float16, which float32 holds exactly; so converting the source to float32 gives the model as it was
published. For a large model that would cost twice its size on disk and in memory; then the converted artefact is read as
float32, and the comparison says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glm_deploy import files


@contextmanager
def float32_reference(source: Path | None, converted: Path, scratch: Path) -> Iterator[Path]:
    """A folder to load with ``dtype=float32``; the scratch copy is removed afterwards.

    Args:
        source: the fetched checkpoint for an exact reference; None to take ``converted``.
        scratch: where the exact reference may be written.
    """
    if source is None:
        yield converted
        return
    from glm_deploy.convert import convert_checkpoint

    files.remove_tree(scratch)
    files.sweep(scratch)
    try:
        convert_checkpoint(source, scratch, dtype="float32", inputs={"stage": "reference"})
        yield scratch
    finally:
        files.remove_tree(scratch)
