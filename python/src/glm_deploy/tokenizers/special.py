"""Special tokens that a chat template can write and user text cannot.

A fast tokenizer finds special tokens by their spelling, so ``<|user|>`` typed by a user would start a new turn. Here
``split_special_tokens`` is on: a spelling in text stays text. A chat template writes a special token as its spelling between two
MARK characters. MARK is a Unicode noncharacter, which no text may carry; templates take it out of what users wrote. The
pre-tokenizer cuts such a framed name out, and the model looks whole pieces up before it merges (``ignore_merges``), so the
name becomes its id. See docs/decisions/0006-special-tokens-cannot-be-typed.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers

MARK = "\ufdd0"
CUT = MARK + "\ufdd1"
"""A place where the reference encodes two texts apart (byte-level models). It ends in another character than MARK: a message that is
nothing but a special token's name, right after it and right before the next framed name, would else stand in a frame itself."""


def framed(name: str) -> str:
    """A special token as a chat template writes it."""
    return f"{MARK}{name}{MARK}"


def splitter(names: Sequence[str], mark: str = MARK) -> pre_tokenizers.PreTokenizer:
    """Cuts framed names out of the text and drops their marks; a mark that frames nothing stays text."""
    anyone = "|".join(re.escape(name) for name in names)
    behind = "|".join(f"{mark}{re.escape(name)}" for name in names)
    return pre_tokenizers.Split(Regex(f"{mark}(?=(?:{anyone}){mark})|(?<={behind}){mark}"), "removed")


def parted(names: Iterable[str], atoms: Iterable[str]) -> pre_tokenizers.PreTokenizer:
    """Cuts a name behind its first character where it stands alone between user-defined pieces.

    There no word boundary keeps the model's look-up of whole pieces from finding it. A framed name does not stand right behind such a
    piece but behind its mark, and stays whole. The pieces of a name in text have a boundary at this place, so the cut changes none.
    """
    behind = "|".join(map(re.escape, atoms))
    rests: dict[str, list[str]] = defaultdict(list)
    for name in names:
        rests[re.escape(name[0])].append(re.escape(name[1:]))
    alone = "|".join(f"{first}(?=(?:{'|'.join(rest)})(?:{behind}|\\z))" for first, rest in rests.items())
    return pre_tokenizers.Split(Regex(f"(?=[{''.join(rests)}])(?<={behind})(?:{alone})"), "isolated")


def no_prefix_before(names: Sequence[str], boundary: str) -> normalizers.Normalizer:
    """Takes the word boundary away that was prepended to a text which starts with a special token (``^`` would be any line's start)."""
    anyone = "|".join(re.escape(name) for name in names)
    return normalizers.Replace(Regex(rf"\A{boundary}(?={MARK}(?:{anyone}){MARK})"), "")


def add(tokenizer: Tokenizer, names: Iterable[str]) -> None:
    """Declare names of the vocabulary as special, so that decoding can leave them out."""
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in names])
