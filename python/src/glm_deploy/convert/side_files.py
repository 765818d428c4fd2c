"""The small files beside the weights: config, generation settings, tokenizer."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import events, files
from glm_deploy.checkpoint import strict
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Family, Remark, number, shown
from glm_deploy.errors import GlmError
from glm_deploy.tokenizers.sentencepiece_file import read_bytes

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENIZER_BYTES = 64 << 20
"""Size of a ``tokenizer.json``; that of GLM-4 has 20 MB."""
MAX_SIDE_BYTES = 1 << 20
STOP_TOKENS = ("<|user|>", "<|observation|>")
"""Roles at which the model's own turn is over."""

TOKENIZER_FILES = ("tokenizer.model", "ice_text.model", "cog-pretrain.model", "vocab.json", "vocab.txt", "tokenizer.json")
"""Any of these beside the weights means that there is a tokenizer to convert."""

GENERATION = "generation_config.json"
_SWITCHES = ("do_sample",)
_AMOUNTS = {
    "temperature": (0.0, 100.0), "top_p": (0.0, 1.0), "top_k": (0, 1 << 24), "min_p": (0.0, 1.0), "typical_p": (0.0, 1.0),
    "repetition_penalty": (1e-3, 100.0), "no_repeat_ngram_size": (0, 1 << 24), "num_beams": (1, 1000), "max_length": (1, 1 << 24),
    "max_new_tokens": (1, 1 << 24),
}  # fmt: skip
"""What is kept of the source's generation settings, and its bounds."""
_IDS = ("eos_token_id", "pad_token_id")

_NATIVE_TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "added_tokens.json")


def write_config(folder: Path, config: dict[str, Any], dtype: str) -> None:
    """``config.json`` with the type that the weights have."""
    files.write_json(folder / "config.json", {**config, "dtype": dtype})


def write_tokenizer(checkpoint: Checkpoint, family: Family, folder: Path) -> dict[str, Any]:
    """Bring the tokenizer: converted, or copied where it is a fast one already; a source without one is converted without.

    Returns: facts for the record; ``special`` maps token texts to ids where they are known, ``notes`` says what should be known of how
        the kind of the source was told and of a tokenizer that is too large for the model.
    """
    if settings := _brought_settings(checkpoint, family):
        files.write_json(folder / GENERATION, settings)
    facts = _bring_tokenizer(checkpoint, family, folder)
    notes = [*family.notes(checkpoint), *_too_many_ids(folder / "tokenizer.json", checkpoint, family)]
    for note in notes:
        events.emit("info" if isinstance(note, Remark) else "warning", note)
    return {**facts, "notes": notes} if notes else facts


def _bring_tokenizer(checkpoint: Checkpoint, family: Family, folder: Path) -> dict[str, Any]:
    if family.tokenizer == "":
        return {"kind": "none"}
    if family.tokenizer == "native":
        return _copy_tokenizer(checkpoint, folder)
    if not tokenizer_files(checkpoint):
        return _missing(checkpoint, TOKENIZER_FILES)
    from glm_deploy.tokenizers import convert_tokenizer

    return {"kind": "converted", **convert_tokenizer(checkpoint.folder, family.tokenizer or family.name, folder)}


def check_tokenizer(checkpoint: Checkpoint, family: Family) -> list[str]:
    """Refuse what ``write_tokenizer`` would refuse, without writing anything.

    Returns: what it would note of the tokenizer.
    """
    _brought_settings(checkpoint, family)
    if family.tokenizer == "native":
        for name in _NATIVE_TOKENIZER:
            _native_file(checkpoint, name)
        return _too_many_ids(checkpoint.folder / "tokenizer.json", checkpoint, family)
    if family.tokenizer != "" and tokenizer_files(checkpoint):
        from glm_deploy.tokenizers import build_tokenizer

        return _too_many_ids(build_tokenizer(checkpoint.folder, family.tokenizer or family.name).tokenizer, checkpoint, family)
    return []


def _too_many_ids(tokenizer: Tokenizer | Path, checkpoint: Checkpoint, family: Family) -> list[str]:
    """Whether the tokenizer has ids that the model has no row for; of a path that leads nowhere nothing is said."""
    from tokenizers import Tokenizer

    if isinstance(tokenizer, Path):
        if not tokenizer.is_file():
            return []
        tokenizer = Tokenizer.from_file(str(tokenizer))
    size = int(family.target_config(checkpoint)["vocab_size"])
    count = 1 + max(tokenizer.get_vocab().values(), default=-1)
    if count <= size:
        return []
    special = [token.content for index, token in tokenizer.get_added_tokens_decoder().items() if index >= size]
    among = f", among them {', '.join(special[:4])}" if special else ""
    return [f"the tokenizer has {count} ids, the model takes {size}: it fails at every later one{among}"]


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
    if "tokenizer.json" not in copied:
        return {**_missing(checkpoint, ("tokenizer.json",)), "files": copied}
    return {"kind": "copied", "files": copied}


def _missing(checkpoint: Checkpoint, sought: tuple[str, ...]) -> dict[str, Any]:
    events.warning(f"{checkpoint.folder} holds no tokenizer ({', '.join(sought)}); the weights are converted without one.")
    return {"kind": "missing"}


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


def generation_settings(checkpoint: Checkpoint) -> dict[str, Any]:
    """The source's own generation settings, checked: how it samples, and its token ids. Empty where it has none.

    Raises: GlmError ``checkpoint-config-invalid``, ``checkpoint-json-invalid``, ``path-unsafe``.
    """
    if not os.path.lexists(checkpoint.folder / GENERATION):
        return {}
    given = strict.read_json(strict.regular_file(checkpoint.folder, GENERATION, "checkpoint-config-invalid"), MAX_SIDE_BYTES)
    given = {key: value for key, value in given.items() if value is not None}
    for key in _SWITCHES:
        if not isinstance(given.get(key, True), bool):
            message = f"{GENERATION} has {key} = {shown(given[key])}, expected true or false."
            raise GlmError("checkpoint-config-invalid", message, key=key)
    for key, (low, high) in _AMOUNTS.items():
        if key in given:
            number(given, key, low=low, high=high, file=GENERATION)
    return {key: value for key, value in given.items() if key in (*_SWITCHES, *_AMOUNTS, *_IDS)}


def _brought_settings(checkpoint: Checkpoint, family: Family) -> dict[str, Any]:
    """What is taken over of them. Token ids only from a source whose ids stay as they are and whose config may leave them out."""
    if family.tokenizer == "":
        return {}
    return {key: value for key, value in generation_settings(checkpoint).items() if family.tokenizer == "native" or key not in _IDS}


def write_generation(
    folder: Path, config: Mapping[str, Any], settings: Mapping[str, Any] | None, tokenizer: Mapping[str, Any]
) -> list[int]:
    """``generation_config.json``: the manifest's settings, else the source's, which ``write_tokenizer`` left there; the padding id,
    and every token that ends the model's turn. What is not known is left out: an empty list would end ``generate`` with an error.

    Returns: the stop ids.
    """
    path = folder / GENERATION
    brought = strict.read_json(path, MAX_SIDE_BYTES) if path.is_file() else {}
    eos, pad = (brought.pop(key, None) for key in _IDS)
    special = tokenizer.get("special") or {}
    # An id that the model has no row for never comes; a note says that the tokenizer has such ones.
    roles = [special[name] for name in STOP_TOKENS if special.get(name, math.inf) < config.get("vocab_size", math.inf)]
    stops: list[int] = []
    for ids in (config.get("eos_token_id"), eos, roles):
        stops += [found for found in ([ids] if isinstance(ids, int) else ids or []) if found not in stops]
    pad = next((found for found in (config.get("pad_token_id"), pad, *stops) if found is not None), None)
    known = {key: value for key, value in (("eos_token_id", stops), ("pad_token_id", pad)) if value not in (None, [])}
    files.write_json(path, {**(brought if settings is None else settings), **known})
    return stops
