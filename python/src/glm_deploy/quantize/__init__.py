"""Quantized artefacts: each method is a back end that writes a folder and proves what it wrote.

A further back end is one module with ``quantize(source, folder, method) -> facts`` and a line in ``BACK_ENDS``.
"""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

from glm_deploy import artifact, contract, events, files
from glm_deploy.errors import GlmError, disk_errors

BACK_ENDS = {
    "bitsandbytes-int8": "glm_deploy.quantize.bitsandbytes",
    "bitsandbytes-nf4": "glm_deploy.quantize.bitsandbytes",
}
"""Method to back end module."""

_NOT_COPIED = {"config.json", "generation_config.json", artifact.RECORD_NAME}
_WEIGHT_SUFFIXES = (".safetensors", ".safetensors.index.json", ".bin", ".bin.index.json", ".pt")


def quantize_artifact(source: Path, out: Path, method: str, *, inputs: dict[str, Any]) -> artifact.Record:
    """Quantize a bfloat16 artefact into a folder that loads without further words, and prove it.

    Args:
        source: folder with config, safetensors and tokenizer, as ``convert`` writes it.
        out: the folder to make; it appears only when everything was proved.
        method: a key of ``BACK_ENDS``.
        inputs: what decides whether the stage may be skipped (source digest, method, versions).

    Returns: the record; ``facts`` hold the settings, sizes in bytes and the weight error of each layer as a fraction.
    Raises: GlmError ``quantize-method``, ``quantize-source``, ``quantize-width``, ``quantize-proof``, ``disk-full``.
    """
    if method not in BACK_ENDS:
        raise GlmError("quantize-method", f"The method {method!r} is not one of {', '.join(BACK_ENDS)}.", method=method)
    if not (source / "config.json").is_file():
        raise GlmError("quantize-source", f"{source} holds no config.json.", path=str(source))
    back_end = importlib.import_module(BACK_ENDS[method])
    files.require_space(out.parent, _weight_bytes(source), f"The {method} artefact")
    with disk_errors(str(out)), files.building(out) as folder:
        facts = back_end.quantize(source, folder, method)
        _copy_companions(source, folder)
        for weights in folder.glob("*.safetensors"):  # The library makes them for their writer alone.
            weights.chmod((folder / "config.json").stat().st_mode)
        record = artifact.write(folder, "quantize", inputs, {"method": method, **facts})
    events.info(f"{out.name}: {facts['layers']} layers quantized", bytes=facts["weight_bytes"], method=method)
    return record


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb ``quantize``: ``{source, out, method, inputs?}`` to ``{path, sha256, facts}``."""
    source, out = Path(contract.require(request, "source", str)), Path(contract.require(request, "out", str))
    method = contract.require(request, "method", str)
    inputs = request.get("inputs") or {"method": method, "source": _source_digest(source)}
    artifact.require_own_place(out)
    with events.stage("quantize"):
        record = quantize_artifact(source, out, method, inputs=inputs)
    return {"path": str(out), "sha256": record.digest, "facts": record.facts}


def _source_digest(source: Path) -> str:
    record = artifact.read(source)
    if record is not None:
        return record.digest
    names = sorted(path for path in source.iterdir() if path.is_file()) if source.is_dir() else []
    return files.canonical_hash([[path.name, files.sha256_file(path)] for path in names])


def _weight_bytes(source: Path) -> int:
    return sum(path.stat().st_size for path in source.glob("*.safetensors"))


def _copy_companions(source: Path, folder: Path) -> None:
    """Tokenizer, chat template, licence: everything beside weights and config that the source folder brought along."""
    for path in sorted(source.iterdir()):
        wanted = path.is_file() and path.name not in _NOT_COPIED and not path.name.endswith(_WEIGHT_SUFFIXES)
        if wanted and not (folder / path.name).exists():
            shutil.copyfile(path, folder / path.name)
