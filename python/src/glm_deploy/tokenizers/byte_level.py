"""Byte-level BPE: GLM-4's tiktoken rank file and GLM-10B's GPT-2 files."""

from __future__ import annotations

import base64
import binascii
import json
import re
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from glm_deploy.errors import GlmError
from glm_deploy.tokenizers import bpe, special, templates
from glm_deploy.tokenizers.convert import Built
from glm_deploy.tokenizers.sentencepiece_file import MAX_LENGTH, read_bytes

GLM4 = (
    "<|endoftext|>", "[MASK]", "[gMASK]", "[sMASK]", "<sop>", "<eop>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>",
    "<|begin_of_image|>", "<|end_of_image|>", "<|begin_of_video|>", "<|end_of_video|>",
)  # fmt: skip
"""GLM-4's special tokens, from the first id after the ranks."""
GLM4_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GLM10B = ("<|startofpiece|>", "<|endofpiece|>", "[CLS]", "[MASK]", "[SEP]", "[UNK]", "[gMASK]", "[sMASK]")
"""GLM-10B's special tokens, from the first id after GPT-2's."""


def spelling() -> dict[int, str]:
    """How byte-level BPE spells each byte as one visible character."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {**{byte: chr(byte) for byte in visible}, **{byte: chr(256 + index) for index, byte in enumerate(hidden)}}


def read_ranks(path: Path) -> dict[bytes, int]:
    """A tiktoken file: a token in base64 and its rank on each line, ranks 0, 1, 2, ... without a gap.

    Raises: GlmError ``tokenizer-missing``, ``tokenizer-damaged``.
    """
    ranks: dict[bytes, int] = {}
    for number, line in enumerate(read_bytes(path).splitlines(), 1):
        try:
            token, rank = line.split()
            ranks[base64.b64decode(token, validate=True)] = int(rank)
        except (ValueError, binascii.Error) as error:
            raise GlmError("tokenizer-damaged", f"{path.name}, line {number}: no base64 token with a rank.", file=path.name) from error
    if longest := next((token for token in ranks if len(token) > MAX_LENGTH), b""):
        raise GlmError("tokenizer-damaged", f"{path.name} has a token of {len(longest)} bytes, more than {MAX_LENGTH}.", file=path.name)
    whole = len(ranks) >= 256 and sorted(ranks.values()) == list(range(len(ranks)))
    if not whole or any(bytes([byte]) not in ranks for byte in range(256)):
        raise GlmError("tokenizer-damaged", f"{path.name} has {len(ranks)} tokens; ranks or single bytes are missing.", file=path.name)
    return ranks


def glm4(source: Path) -> Built:
    """GLM-4-9B in the remote-code format; any size of rank file."""
    ranks = read_ranks(source / "tokenizer.model")
    chars = spelling()

    def spelled(token: bytes) -> str:
        return "".join(chars[byte] for byte in token)

    merges = [(spelled(left), spelled(right)) for left, right in bpe.splits(sorted(ranks, key=ranks.__getitem__), ranks)]
    vocabulary = {spelled(token): rank for token, rank in ranks.items()}
    specials = {name: len(ranks) + index for index, name in enumerate(GLM4)}
    tokenizer = Tokenizer(models.BPE(vocab={**vocabulary, **specials}, merges=merges, ignore_merges=True))
    names = "|".join(re.escape(name) for name in GLM4)
    frame = f"{special.MARK}(?:{names}){special.MARK}"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(frame), "isolated"),
        pre_tokenizers.Split(special.CUT, "removed"),
        pre_tokenizers.Split(Regex(f"{frame}|{GLM4_WORDS}"), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        special.splitter(GLM4, spelled(special.MARK.encode())),
    ])  # fmt: skip
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = bpe.prefix_processor(("[gMASK]", "<sop>"), (), specials)
    special.add(tokenizer, GLM4)
    template = templates.roles(("[gMASK]", "<sop>"), "", cut=True)
    return Built(tokenizer, template, {"pad_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}, {"pieces": len(ranks)})


def glm_10b(source: Path) -> Built:
    """GLM-10B: GPT-2's BPE; the user writes masks into the text, so special tokens are found there, as published."""
    vocabulary = _json(source / "vocab.json")
    lines = read_bytes(source / "merges.txt").decode("utf-8", "replace").splitlines()
    pairs = [tuple(line.split(" ")) for line in lines if line.strip() and not line.startswith("#version")]
    if any(len(pair) != 2 or pair[0] + pair[1] not in vocabulary for pair in pairs):
        raise GlmError("tokenizer-damaged", "merges.txt has a line that is not a pair of pieces of vocab.json.", file="merges.txt")
    ids = sorted(vocabulary.values())
    if ids != list(range(len(ids))) or "<|endoftext|>" not in vocabulary:
        raise GlmError("tokenizer-damaged", f"vocab.json has {len(ids)} pieces with gaps, or lacks <|endoftext|>.", file="vocab.json")
    specials = {name: len(ids) + index for index, name in enumerate(GLM10B)}
    specials["<|endoftext|>"] = vocabulary["<|endoftext|>"]
    tokenizer = Tokenizer(models.BPE(vocab={**vocabulary, **specials}, merges=[(left, right) for left, right in pairs]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = bpe.prefix_processor(("[CLS]",), ("<|endoftext|>",), specials)
    special.add(tokenizer, specials)
    named = {"pad_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "[UNK]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
    return Built(tokenizer, None, named, {"pieces": len(ids)}, {"split_special_tokens": False})


def _json(path: Path) -> dict[str, int]:
    try:
        value: Any = json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise GlmError("tokenizer-damaged", f"{path.name} is not JSON: {error}.", file=path.name) from error
    if not isinstance(value, dict) or any(type(index) is not int for index in value.values()):
        raise GlmError("tokenizer-damaged", f"{path.name} does not map pieces to ids.", file=path.name)
    return value
