"""Tokenizers with a SentencePiece BPE model and special tokens after its pieces: ChatGLM2, ChatGLM3, GLM-10B-Chinese."""

from __future__ import annotations

from pathlib import Path

from glm_deploy.tokenizers import bpe, sentencepiece_file, templates
from glm_deploy.tokenizers.convert import Built

COMMON = ("[MASK]", "[gMASK]", "[sMASK]", "<sop>", "<eop>")
"""Special tokens of both, from the first id after the pieces; published as ``sop`` and ``eop``, which are parts of words."""
ROLES = ("<|system|>", "<|user|>", "<|assistant|>", "<|observation|>")
PREFIX = ("[gMASK]", "<sop>")
CONTROL = ("<unk>", "<s>", "</s>")
NAMED = {"unk_token": "<unk>", "pad_token": "<unk>", "eos_token": "</s>"}


def chatglm2(source: Path) -> Built:
    """ChatGLM2 and CodeGeeX2: rounds in plain text, no role tokens."""
    return _build(source, COMMON, templates.rounds(PREFIX))


def chatglm3(source: Path) -> Built:
    """ChatGLM3, any size of vocabulary: role tokens."""
    return _build(source, COMMON + ROLES, templates.roles(PREFIX, " ", python_calls=True))


def _build(source: Path, names: tuple[str, ...], template: str) -> Built:
    path = source / "tokenizer.model"
    model = sentencepiece_file.read(path)
    if model.model_type != sentencepiece_file.BPE or model.charsmap or not model.dummy_prefix:
        raise sentencepiece_file.refuse(path, "ChatGLM2 and 3 have a BPE model with identity normalisation and a dummy prefix")
    pieces = {piece.text: index for index, piece in enumerate(model.pieces)}
    if missing := [name for name in ("<unk>", "</s>") if name not in pieces]:
        raise sentencepiece_file.refuse(path, f"it lacks the piece {missing[0]}")
    specials: dict[str, int] = {piece.text: index for index, piece in enumerate(model.pieces) if piece.text in CONTROL}
    specials.update({name: len(model.pieces) + index for index, name in enumerate(names)})
    if clash := [name for name in names if name in pieces]:
        raise sentencepiece_file.refuse(path, f"{clash[0]} is already a piece")
    return Built(bpe.build(model, specials, PREFIX), template, dict(NAMED), {"pieces": len(model.pieces)})


CHINESE = (
    "<|endoftext|>", "[SEP]", "[CLS]", "[MASK]", "[UNK]", "<unused_0>", "<|startofpiece|>", "<|endofpiece|>", "[sMASK]", "[gMASK]",
)  # fmt: skip
"""GLM-10B-Chinese, from the first id after the pieces."""


def glm_10b_chinese(source: Path) -> Built:
    """GLM-10B-Chinese: the user writes masks into the text, so special tokens are found there, as published."""
    path = source / "cog-pretrain.model"
    model = sentencepiece_file.read(path)
    if model.model_type != sentencepiece_file.BPE or not any(piece.text == "<unk>" for piece in model.pieces):
        raise sentencepiece_file.refuse(path, "GLM-10B-Chinese has a BPE model with <unk>")
    specials = {name: len(model.pieces) + index for index, name in enumerate(CHINESE)}
    tokenizer = bpe.build(model, specials, ())
    tokenizer.post_processor = bpe.prefix_processor(("[CLS]",), ("<|endoftext|>",), specials)
    named = {"unk_token": "[UNK]", "pad_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "cls_token": "[CLS]", "mask_token": "[MASK]"}
    return Built(tokenizer, None, named, {"pieces": len(model.pieces)}, {"split_special_tokens": False})
