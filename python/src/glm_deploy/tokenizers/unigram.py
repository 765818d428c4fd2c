"""The Unigram model ``ice_text.model`` of ChatGLM-6B and GLM-130B as a fast tokenizer.

A Unigram model finds every piece by its spelling, control pieces too. They get a score so low that no text ever uses them; those
that a chat template writes are spelled between marks instead (see special.py) and win there.
"""

from __future__ import annotations

import re
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers

from glm_deploy.tokenizers import bpe, charsmap, sentencepiece_file, special, templates
from glm_deploy.tokenizers.convert import Built
from glm_deploy.tokenizers.sentencepiece_file import BYTE, CONTROL, NORMAL, UNIGRAM, UNKNOWN, USER_DEFINED, WORD_BOUNDARY, Piece
from glm_deploy.tokenizers.sentencepiece_file import SentencePieceModel as Model

IMAGE_TOKENS = 20_000
"""Ids before the text pieces in GLM-130B and in ChatGLM-6B of March 2023."""
NEVER = -1000.0
SCALE = 2.0**22
"""Scores are float32 with at most 22 binary places: times this they are whole, and only their order counts. The library's reader of
``tokenizer.json`` loses the last bit of one fraction in four, which decides between equally good cuts; whole numbers it reads exactly."""
LONGEST_BLANK = 80
_CONTROLS = ("[MASK]", "[gMASK]", "[sMASK]", "<unused_0>", "<sop>", "<eop>", "<ENC>", "<dBLOCK>")


def chatglm_v1(source: Path) -> Built:
    """ChatGLM-6B: ``[gMASK] <sop>`` after the text; rounds in plain text.

    The pieces of March 2023 stood behind 20,000 image ids; the converted weights have no rows for them, so ids begin at 0 too.
    """
    model = _read(source / "ice_text.model")
    gmask, sop = special.framed("[gMASK]"), special.framed("<sop>")
    tokenizer = _build(_completed(model), 0, {"[gMASK]": gmask, "<sop>": sop})
    tokenizer.post_processor = bpe.prefix_processor((), (gmask, sop), _ids(tokenizer, (gmask, sop)))
    named = {"unk_token": "<unk>", "pad_token": "<pad>", "bos_token": sop, "eos_token": "<eop>", "mask_token": "[MASK]"}
    return Built(tokenizer, templates.rounds_v1(), named, {"pieces": len(model.pieces), "id_offset": 0})


def glm_130b(source: Path) -> Built:
    """GLM-130B: the same pieces behind 20,000 image ids; masks are written into the text by the user, so they are found there."""
    model = _read(source / "ice_text.model")
    tokenizer = _build(_completed(model), IMAGE_TOKENS, {})
    named = {"unk_token": "<unk>", "pad_token": "<pad>", "eos_token": "</s>", "bos_token": "<sop>", "mask_token": "[MASK]"}
    return Built(tokenizer, None, named, {"pieces": len(model.pieces), "id_offset": IMAGE_TOKENS}, {"split_special_tokens": False})


def _ids(tokenizer: Tokenizer, names: tuple[str, ...]) -> dict[str, int]:
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    return {name: vocabulary[name] for name in names}


def _read(path: Path) -> Model:
    model = sentencepiece_file.read(path)
    texts = {piece.text for piece in model.pieces}
    if model.model_type != UNIGRAM or not {"<unk>", "</s>", "<pad>", "<n>"} <= texts:
        raise sentencepiece_file.refuse(path, "ChatGLM-6B and GLM-130B have a Unigram model with <unk>, </s>, <pad> and <n>")
    return model


def _completed(model: Model) -> Model:
    """The pieces that the published code of 2022 and early 2023 added at run time, where the file lacks them."""
    if any(piece.text == "[gMASK]" for piece in model.pieces):
        return model
    blanks = ["<|tab|>", *(f"<|blank_{count}|>" for count in range(2, LONGEST_BLANK + 1))]
    added = [Piece(name, 0.0, CONTROL) for name in _CONTROLS] + [Piece(name, 0.0, USER_DEFINED) for name in blanks]
    added += [Piece(f"<0x{byte:02X}>", 0.0, BYTE) for byte in range(256)]
    return Model([*model.pieces, *added], model.model_type, True, model.charsmap, model.dummy_prefix, model.collapse_spaces)


def _build(model: Model, offset: int, renamed: dict[str, str]) -> Tokenizer:
    best = max(piece.score for piece in model.pieces if piece.kind == NORMAL)

    def score(piece: Piece) -> float:
        if piece.kind == USER_DEFINED:  # SentencePiece's own rule for pieces that must win.
            return len(piece.text) * best - 0.1
        return piece.score if piece.kind == NORMAL else NEVER

    vocabulary = [(f"<|image_{index}|>", SCALE * NEVER) for index in range(offset)]
    vocabulary += [(renamed.get(piece.text, piece.text), round(SCALE * score(piece))) for piece in model.pieces]
    unknown = next(index for index, piece in enumerate(model.pieces) if piece.kind == UNKNOWN)
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=offset + unknown, byte_fallback=model.byte_fallback))
    tokenizer.normalizer = normalizers.Sequence(_normalizers(model))
    tokenizer.decoder = _decoder()
    special.add(tokenizer, [renamed.get(piece.text, piece.text) for piece in model.pieces if piece.kind in (UNKNOWN, CONTROL)])
    return tokenizer


def _normalizers(model: Model) -> list[normalizers.Normalizer]:
    steps: list[normalizers.Normalizer] = [normalizers.Replace("\n", "<n>"), normalizers.Replace("\t", "<|tab|>")]
    steps += [normalizers.Replace(" " * count, f"<|blank_{count}|>") for count in range(LONGEST_BLANK, 1, -1)]
    if model.charsmap:
        steps += charsmap.steps(model.charsmap, (piece.text for piece in model.pieces if piece.kind == USER_DEFINED))
    gmask = f"(?={special.MARK}{re.escape('[gMASK]')}{special.MARK})"  # What a chat template puts at the end of the text.
    steps += [normalizers.Replace(Regex(" {2,}"), " "), normalizers.Replace(Regex(rf"\A +| +\z| +{gmask}"), "")]
    steps += [normalizers.Prepend(WORD_BOUNDARY), normalizers.Replace(" ", WORD_BOUNDARY)]
    return [*steps, normalizers.Replace(Regex(rf"\A{WORD_BOUNDARY}{gmask}"), "")]


def _decoder() -> decoders.Decoder:
    steps: list[decoders.Decoder] = [decoders.Replace(WORD_BOUNDARY, " "), decoders.Replace("<n>", "\n"), decoders.Replace("<|tab|>", "\t")]
    steps += [decoders.Replace(f"<|blank_{count}|>", " " * count) for count in range(2, LONGEST_BLANK + 1)]
    steps += [decoders.Replace(special.MARK, ""), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    return decoders.Sequence(steps)
