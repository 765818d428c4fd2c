"""The small files beside the weights: config, generation settings, tokenizer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from glm_deploy import events, files
from glm_deploy.checkpoint import strict
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Family

MAX_TOKENIZER_BYTES = 256 << 20
STOP_TOKENS = ("<|user|>", "<|observation|>")
"""Roles at which the model's own turn is over."""

TOKENIZER_FILES = ("tokenizer.model", "ice_text.model", "cog-pretrain.model", "vocab.json", "vocab.txt", "tokenizer.json")
"""Any of these beside the weights means that there is a tokenizer to convert."""

_NATIVE_TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "added_tokens.json")


def write_config(folder: Path, config: dict[str, Any], dtype: str) -> None:
    """``config.json`` with the type that the weights have."""
    files.write_json(folder / "config.json", {**config, "dtype": dtype})


def write_tokenizer(checkpoint: Checkpoint, family: Family, folder: Path) -> dict[str, Any]:
    """Bring the tokenizer: converted, or copied where it is a fast one already; a source without one is converted without.

    Returns: facts for the record; ``special`` maps token texts to ids where they are known.
    """
    if family.tokenizer == "":
        return {"kind": "none"}
    if family.tokenizer == "native":
        return _copy_tokenizer(checkpoint, folder)
    # A link that leads nowhere is a damaged tokenizer, not a missing one; one that leads out is somebody else's file.
    present = [name for name in TOKENIZER_FILES if os.path.lexists(checkpoint.folder / name)]
    for name in present:
        strict.regular_file(checkpoint.folder, name, "tokenizer-missing")
    if not present:
        events.warning(f"{checkpoint.folder} holds no tokenizer ({', '.join(TOKENIZER_FILES)}); the weights are converted without one.")
        return {"kind": "missing"}
    from glm_deploy.tokenizers import convert_tokenizer

    return {"kind": "converted", **convert_tokenizer(checkpoint.folder, family.tokenizer or family.name, folder)}


def _copy_tokenizer(checkpoint: Checkpoint, folder: Path) -> dict[str, Any]:
    copied = []
    for name in _NATIVE_TOKENIZER:
        if not (checkpoint.folder / name).exists():
            continue
        path = strict.regular_file(checkpoint.folder, name)
        if name.endswith(".json"):
            strict.read_json(path, MAX_TOKENIZER_BYTES)
        if name == "tokenizer_config.json":
            config = strict.read_json(path, MAX_TOKENIZER_BYTES)
            files.write_json(folder / name, {key: value for key, value in config.items() if key != "auto_map"})
        else:
            shutil.copyfile(path, folder / name)
        copied.append(name)
    return {"kind": "copied", "files": copied}


def write_generation(
    folder: Path, config: Mapping[str, Any], settings: Mapping[str, Any] | None, tokenizer: Mapping[str, Any]
) -> list[int]:
    """``generation_config.json``: the manifest's settings, the padding id, and every token that ends the model's turn.

    Returns: the stop ids.
    """
    eos = config.get("eos_token_id")
    stops = [eos] if isinstance(eos, int) else list(eos or [])
    special = tokenizer.get("special") or {}
    stops += [special[name] for name in STOP_TOKENS if name in special and special[name] not in stops]
    pad = config.get("pad_token_id")
    ids = {"eos_token_id": stops, "pad_token_id": pad if pad is not None else (stops[0] if stops else None)}
    files.write_json(folder / "generation_config.json", {**(settings or {}), **ids})
    return stops
