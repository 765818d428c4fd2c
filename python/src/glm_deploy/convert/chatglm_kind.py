"""Which of ChatGLM2, ChatGLM3, CodeGeeX2 and GLM-4 a checkpoint is, and what its ``rope_ratio`` means.

Config and tensors of these look alike, so the other evidence counts, weighed in this order: what ``tokenizer.model`` is, the published
code lying beside the weights (read as text, never run), the vocabulary, the name of the folder that the config was loaded from.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from glm_deploy.checkpoint import strict
from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert.family import Remark, number, shown
from glm_deploy.errors import GlmError

GLM4_VOCABULARY = 150000
"""GLM-4's byte-level vocabulary has 151552 entries."""
PIECES_VOCABULARY = 65024
"""Of the SentencePiece vocabulary that ChatGLM2, ChatGLM3 and CodeGeeX2 share."""
TOKENIZER, TOKENIZATION, MODELING = "tokenizer.model", "tokenization_chatglm.py", "modeling_chatglm.py"

_V2, _V3, _GLM4 = frozenset({"chatglm2", "codegeex2"}), frozenset({"chatglm3"}), frozenset({"glm4"})
_LATER, _PIECES = _V3 | _GLM4, _V2 | _V3
_NAMES = {
    "codegeex2": re.compile(r"codegeex-?2(?!\d)"), "chatglm2": re.compile(r"chatglm-?2(?!\d)"),
    "chatglm3": re.compile(r"chatglm-?3(?!\d)"), "glm4": re.compile(r"glm-?4(?!\d)"),
}  # fmt: skip
_MAX_CODE_BYTES = 1 << 20
_MAX_RANK_BYTES = 16 << 20
_RATIO = r"(?:self\.|config\.)?rope_ratio\b"
_COMMENT = re.compile(r"#[^\n]*")
_POSITIONS_DIVIDED = re.compile(rf"(?:arange\([^\n]{{0,200}}\)|seq_idx|position_ids|inv_freq)\s{{0,9}}/=?\s{{0,9}}{_RATIO}")
_BASE_MULTIPLIED = re.compile(rf"\bbase\s{{0,9}}\*=?\s{{0,9}}{_RATIO}|{_RATIO}\s{{0,9}}\*\s{{0,9}}(?:self\.)?base\b")
"""Bounded, so that a file of a million such beginnings is searched as fast as any other."""
_RANK_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2} \d+\s*\Z")


class Sign(NamedTuple):
    """One piece of evidence: where it was seen, and which kinds it leaves possible."""

    seen: str
    kinds: frozenset[str]

    def __str__(self) -> str:
        return f"{self.seen} speaks for {' or '.join(sorted(self.kinds))}"


def signs(checkpoint: Checkpoint) -> list[Sign]:
    """All evidence, the weightiest first."""
    found = [_tokenizer(checkpoint), _tokenization(checkpoint), _modeling(checkpoint), _vocabulary(checkpoint), _name(checkpoint)]
    return [sign for sign in found if sign is not None]


def generation(checkpoint: Checkpoint) -> str:
    """``glm4``, ``chatglm2``, ``chatglm3`` or ``codegeex2``: what decides the tokenizer and the meaning of ``rope_ratio``."""
    left = _possible(checkpoint)
    if len(left) == 1:
        return min(left)
    saved_by = str(checkpoint.config.get("transformers_version", ""))
    return "chatglm2" if "chatglm3" not in left or ("chatglm2" in left and saved_by.startswith("4.27.")) else "chatglm3"


def positions_divided(checkpoint: Checkpoint) -> bool:
    """Whether ``rope_ratio`` divides the positions, as in ChatGLM2-6B-32k; in all later models it multiplies the rotary base.

    The published formula decides where it lies beside the weights. Without it two signs that speak for different meanings are refused:
    a wrong guess shows in nothing but worse answers.
    Raises: GlmError ``checkpoint-config-invalid``.
    """
    formula = _formula(checkpoint)
    if formula is not None:
        return formula
    divided, multiplied = _meanings(checkpoint)
    if divided and multiplied:
        ratio = shown(checkpoint.config.get("rope_ratio"))
        raise GlmError(
            "checkpoint-config-invalid",
            f"config.json has rope_ratio = {ratio}, by which ChatGLM2 divides positions and later models multiply the rotary base,"
            f" and what was found is at odds: {'; '.join(map(str, (*divided, *multiplied)))}.",
            hint=f"Put the release's own {MODELING} beside the weights (it is read, never run), or correct _name_or_path in config.json.",
            key="rope_ratio",
        )  # fmt: skip
    return bool(divided) or (not multiplied and generation(checkpoint) == "chatglm2")


def notes(checkpoint: Checkpoint) -> tuple[str, ...]:
    """What should be known of how the kind was told: signs that were overruled, and guesses."""
    kind, found = generation(checkpoint), signs(checkpoint)
    against = [str(sign) for sign in found if kind not in sign.kinds]
    said = [f"taken for {kind}, although {'; '.join(against)}"] if against else []
    left = _possible(checkpoint)
    ratio = checkpoint.config.get("rope_ratio", 1)
    if len(left) > 1 and not left <= _V2:
        guess = f"taken for {kind}, the likelier one: nothing beside the weights says which of {', '.join(sorted(left))} it is"
        said.append(Remark(guess) if ratio == 1 else guess)  # Without a ratio the logits do not depend on it.
    if ratio != 1 and _formula(checkpoint) is None and not any(_meanings(checkpoint)):
        done = "that it divides the positions" if kind == "chatglm2" else "that it multiplies the rotary base"
        said.append(
            f"nothing beside the weights says what rope_ratio = {shown(ratio)} means; it is taken {done}, and if that is wrong all answers"
            f" are: put the release's own {MODELING} beside the weights (it is read, never run) and convert again"
        )
    return tuple(said)


def rank_count(checkpoint: Checkpoint) -> int | None:
    """How many tokens GLM-4's rank file holds; its special tokens follow. None where there is no such file."""
    if not _is_rank_file(_head(checkpoint, TOKENIZER, 4096)):
        return None
    return sum(1 for line in _head(checkpoint, TOKENIZER, _MAX_RANK_BYTES).splitlines() if line.strip())


def _possible(checkpoint: Checkpoint) -> frozenset[str]:
    left = _PIECES | _GLM4
    for sign in signs(checkpoint):
        left = left & sign.kinds or left
    return left


def _meanings(checkpoint: Checkpoint) -> tuple[list[Sign], list[Sign]]:
    """The signs for divided positions, and those for a multiplied base."""
    found = signs(checkpoint)
    return [sign for sign in found if "chatglm2" in sign.kinds and sign.kinds <= _V2], [sign for sign in found if sign.kinds <= _LATER]


def _tokenizer(checkpoint: Checkpoint) -> Sign | None:
    head = _head(checkpoint, TOKENIZER, 4096)
    if _is_rank_file(head):
        return Sign(f"{TOKENIZER}, a list of ranks,", _GLM4)
    # A SentencePiece file is a protobuf whose first field is a piece.
    return Sign(f"{TOKENIZER}, a SentencePiece file,", _PIECES) if head.startswith(b"\n") else None


def _is_rank_file(head: bytes) -> bool:
    return _RANK_LINE.match(head.split(b"\n", 1)[0]) is not None


def _tokenization(checkpoint: Checkpoint) -> Sign | None:
    code = _code(checkpoint, TOKENIZATION)
    if "tiktoken" in code:
        return Sign(TOKENIZATION, _GLM4)
    if "<|user|>" in code or "<|observation|>" in code:
        return Sign(TOKENIZATION, _V3)
    return Sign(TOKENIZATION, _V2) if "gMASK" in code else None


def _modeling(checkpoint: Checkpoint) -> Sign | None:
    formula = _formula(checkpoint)
    return None if formula is None else Sign(MODELING, _V2 - {"codegeex2"} if formula else _LATER)


def _formula(checkpoint: Checkpoint) -> bool | None:
    """True: the code divides positions; False: it multiplies the base; None: there is none, or it does both or neither."""
    code = _COMMENT.sub("", _code(checkpoint, MODELING))
    divided, multiplied = bool(_POSITIONS_DIVIDED.search(code)), bool(_BASE_MULTIPLIED.search(code))
    return divided if divided != multiplied else None


def _vocabulary(checkpoint: Checkpoint) -> Sign | None:
    size = number(checkpoint.config, "padded_vocab_size")
    if size > GLM4_VOCABULARY:
        return Sign(f"padded_vocab_size {size}", _GLM4)
    return Sign(f"padded_vocab_size {size}", _PIECES) if size == PIECES_VOCABULARY else None


def _name(checkpoint: Checkpoint) -> Sign | None:
    """The last part of the path: the folders above it are the saver's own affair. A download cache has the name two parts earlier."""
    path = checkpoint.config.get("_name_or_path")
    parts = [part for part in re.split(r"[/\\]", path.lower()) if part] if isinstance(path, str) else []
    if len(parts) > 2 and parts[-2] == "snapshots":
        parts = parts[:-2]
    named = [kind for kind, mark in _NAMES.items() if parts and mark.search(parts[-1])]
    return Sign(f"_name_or_path {shown(path)}", frozenset(named)) if len(named) == 1 else None


def _code(checkpoint: Checkpoint, name: str) -> str:
    """A code file beside the weights, as evidence; never imported."""
    return _head(checkpoint, name, _MAX_CODE_BYTES).decode("utf-8", "replace")


def _head(checkpoint: Checkpoint, name: str, count: int) -> bytes:
    if not (checkpoint.folder / name).is_file():
        return b""
    with strict.regular_file(checkpoint.folder, name).open("rb") as file:
        return file.read(count)
