"""The table of tokenizer families and the one function that converts any of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import files
from glm_deploy.errors import GlmError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

RULES_VERSION = 4
"""Raised whenever the same source would give other output; part of the convert stage's key."""


@dataclass(frozen=True)
class Built:
    """A family's result: the tokenizer, its chat template (None where the model knows no chat), the named tokens, facts, and
    further entries of ``tokenizer_config.json``."""

    tokenizer: Tokenizer
    template: str | None
    named: dict[str, str]
    facts: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)


def _module(name: str) -> Any:
    """A family's module, imported when its family is converted."""
    return importlib.import_module(f"glm_deploy.tokenizers.{name}")


FAMILIES: dict[str, Callable[[Path], Built]] = {
    "chatglm-6b": lambda source: _module("unigram").chatglm_v1(source),
    "chatglm2": lambda source: _module("sentencepiece_chat").chatglm2(source),
    "chatglm3": lambda source: _module("sentencepiece_chat").chatglm3(source),
    "glm-4": lambda source: _module("byte_level").glm4(source),
    "glm-10b": lambda source: _module("byte_level").glm_10b(source),
    "glm-10b-chinese": lambda source: _module("sentencepiece_chat").glm_10b_chinese(source),
    "glm-130b": lambda source: _module("unigram").glm_130b(source),
}
"""Conversion by family name."""

ALIASES = {
    "chatglm_v1": "chatglm-6b", "chatglm": "chatglm-6b", "codegeex2": "chatglm2", "glm4": "glm-4", "glm_10b": "glm-10b",
    "glm_10b_chinese": "glm-10b-chinese", "glm_130b": "glm-130b",
}  # fmt: skip
"""Names of weight families whose tokenizer has another name here."""


def build_tokenizer(source: Path, family: str) -> Built:
    """What ``convert_tokenizer`` writes, still in memory. Raises: GlmError as there."""
    family = ALIASES.get(family, family)
    if family not in FAMILIES:
        raise GlmError("tokenizer-unsupported", f"No tokenizer family {family!r}; known are {', '.join(FAMILIES)}.", family=family)
    return FAMILIES[family](source)


def convert_tokenizer(source: Path, family: str, out: Path, *, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Write ``tokenizer.json``, ``tokenizer_config.json`` and ``chat_template.jinja`` for a published tokenizer.

    Args:
        source: folder of the checkpoint (holds ``tokenizer.model``, ``ice_text.model``, ... under its published name).
        family: a key of ``FAMILIES`` or ``ALIASES``.
        out: existing folder that the files are written to.
        overrides: entries that replace those of ``tokenizer_config.json``, e.g. ``model_max_length``.

    Returns: facts for the record: ``family``, ``rules_version``, ``files`` (names written), ``vocabulary`` (ids),
        ``special`` (name to id) and findings of the family.
    Raises: GlmError ``tokenizer-missing``, ``tokenizer-damaged``, ``tokenizer-unsupported``.
    """
    family = ALIASES.get(family, family)
    built = build_tokenizer(source, family)
    config: dict[str, Any] = {
        "tokenizer_class": "TokenizersBackend",
        "backend": "tokenizers",
        "clean_up_tokenization_spaces": False,
        "model_input_names": ["input_ids", "attention_mask"],
        "padding_side": "left",
        "split_special_tokens": True,
        **built.named,
        **built.config,
        **(overrides or {}),
    }
    written = {"tokenizer_config.json": files.json_bytes(config), "tokenizer.json": built.tokenizer.to_str(pretty=False).encode()}
    if built.template is not None:
        written["chat_template.jinja"] = built.template.encode()
    for name, data in written.items():
        files.write_atomic(out / name, data)
    added = {token.content: index for index, token in built.tokenizer.get_added_tokens_decoder().items()}
    return {
        "family": family,
        "rules_version": RULES_VERSION,
        "files": sorted(written),
        "vocabulary": built.tokenizer.get_vocab_size(),
        "special": added,
        **built.facts,
    }
