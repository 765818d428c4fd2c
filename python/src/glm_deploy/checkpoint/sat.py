"""Checkpoints of the SwissArmyTransformer and of the original GLM code: ``latest`` and ``<iteration>/mp_rank_XX_model_states.pt``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from glm_deploy import files
from glm_deploy.checkpoint import strict, torch_file
from glm_deploy.checkpoint.table import TensorInfo
from glm_deploy.errors import GlmError

_RANK = re.compile(r"^mp_rank_(\d\d)_model_states\.pt$")


def find_folder(folder: Path) -> Path | None:
    """The folder with the rank files: the one that ``latest`` names, or ``folder`` itself; None where there are none."""
    latest = folder / "latest"
    if latest.is_file():
        name = strict.regular_file(folder, "latest").read_bytes()[:256].decode("utf-8", "replace").strip()
        inner = files.safe_join(folder, name)
        if not inner.is_dir():
            raise GlmError("checkpoint-shard-missing", f"'latest' names {name[:80]!r}, which is not a folder of {folder}.", file="latest")
        return inner
    return folder if any(_RANK.match(path.name) for path in folder.iterdir()) else None


def rank_files(folder: Path) -> list[Path]:
    """The rank files in order. Raises: GlmError ``checkpoint-shard-missing`` where the numbers have a gap."""
    found = sorted(path.name for path in folder.iterdir() if _RANK.match(path.name))
    expected = [f"mp_rank_{rank:02d}_model_states.pt" for rank in range(len(found))]
    if not found or found != expected:
        missing = next((name for name in expected if name not in found), "mp_rank_00_model_states.pt")
        raise GlmError("checkpoint-shard-missing", f"The file {missing} is missing in {folder} ({len(found)} ranks found).", file=missing)
    return [strict.regular_file(folder, name) for name in found]


def module_of(value: Any) -> Any:
    """The state dict under ``module``; nested one level deeper by some training scripts."""
    if not isinstance(value, dict) or "module" not in value:
        return None
    return value["module"]


def read_table(paths: list[Path]) -> dict[str, TensorInfo]:
    """Tensors of all rank files, named ``mp_rank_XX/<name>``; every rank must hold the same names."""
    tensors: dict[str, TensorInfo] = {}
    first: set[str] = set()
    for rank, path in enumerate(paths):
        table, _ = torch_file.read_table(path, module_of)
        for name in table:
            strict.check_tensor_name(name, path.name)
        first = first or set(table)
        if set(table) != first:
            name = min(set(table) ^ first)
            raise GlmError("checkpoint-index-mismatch", f"{path.name} and rank 0 differ in the tensor {name[:120]!r}.", file=path.name)
        for name, info in table.items():
            full = f"mp_rank_{rank:02d}/{name}"
            tensors[full] = TensorInfo(full, info.shape, info.dtype, info.blob)
    return tensors
