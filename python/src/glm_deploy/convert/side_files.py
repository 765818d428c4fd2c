"""The small files beside the weights: config, generation settings, tokenizer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from glm_deploy import events, files
from glm_deploy.checkpoint import strict
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Family
from glm_deploy.errors import GlmError
from glm_deploy.tokenizers.sentencepiece_file import read_bytes

MAX_TOKENIZER_BYTES = 64 << 20
"""Size of a ``tokenizer.json``; that of GLM-4 has 20 MB."""
MAX_SIDE_BYTES = 1 << 20
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

    Returns: facts for the record; ``special`` maps token texts to ids where they are known, ``notes`` says what should be known of how
        the kind of the source was told.
    """
    notes = list(family.notes(checkpoint))
    for note in notes:
        events.warning(note)
    facts = _bring_tokenizer(checkpoint, family, folder)
    return {**facts, "notes": notes} if notes else facts


def _bring_tokenizer(checkpoint: Checkpoint, family: Family, folder: Path) -> dict[str, Any]:
    if family.tokenizer == "":
        return {"kind": "none"}
    if family.tokenizer == "native":
        return _copy_tokenizer(checkpoint, folder)
    if not tokenizer_files(checkpoint):
        events.warning(f"{checkpoint.folder} holds no tokenizer ({', '.join(TOKENIZER_FILES)}); the weights are converted without one.")
        return {"kind": "missing"}
    from glm_deploy.tokenizers import convert_tokenizer

    return {"kind": "converted", **convert_tokenizer(checkpoint.folder, family.tokenizer or family.name, folder)}


def check_tokenizer(checkpoint: Checkpoint, family: Family) -> None:
    """Refuse what ``write_tokenizer`` would refuse, without writing anything."""
    if family.tokenizer == "native":
        for name in _NATIVE_TOKENIZER:
            _native_file(checkpoint, name)
    elif family.tokenizer != "" and tokenizer_files(checkpoint):
        from glm_deploy.tokenizers import build_tokenizer

        build_tokenizer(checkpoint.folder, family.tokenizer or family.name)


def tokenizer_files(checkpoint: Checkpoint) -> list[str]:
    """Names of the tokenizer's files. Raises: GlmError ``path-unsafe``, ``tokenizer-missing``, ``checkpoint-not-weights``."""
    # A link that leads nowhere is a damaged tokenizer, not a missing one; one that leads out is somebody else's file.
    present = [name for name in TOKENIZER_FILES if os.path.lexists(checkpoint.folder / name)]
    for name in present:
        strict.regular_file(checkpoint.folder, name, "tokenizer-missing")
    return present


def _copy_tokenizer(checkpoint: Checkpoint, folder: Path) -> dict[str, Any]:
    copied = []
    for name in _NATIVE_TOKENIZER:
        data = _native_file(checkpoint, name)
        if data is not None:
            files.write_atomic(folder / name, data)
            copied.append(name)
    return {"kind": "copied", "files": copied}


def _native_file(checkpoint: Checkpoint, name: str) -> bytes | None:
    """A file of a fast tokenizer as it will be written, checked; None where there is none. No code is named in it any more.

    Raises: GlmError ``path-unsafe``, ``checkpoint-not-weights``, ``checkpoint-json-invalid``, ``tokenizer-damaged``.
    """
    from tokenizers import Tokenizer

    if not os.path.lexists(checkpoint.folder / name):
        return None
    path = strict.regular_file(checkpoint.folder, name, "tokenizer-missing")
    if name == "tokenizer.json":
        data = read_bytes(path, MAX_TOKENIZER_BYTES)
        try:
            Tokenizer.from_buffer(data)
        except Exception as error:  # The library raises whatever its reader met.
            raise GlmError("tokenizer-damaged", f"{name} is no tokenizer: {str(error)[:200]}.", file=name) from error
        return data
    if not name.endswith(".json"):
        return read_bytes(path, MAX_SIDE_BYTES)
    config = strict.read_json(path, MAX_SIDE_BYTES)
    return files.json_bytes({key: value for key, value in config.items() if key != "auto_map"})


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
