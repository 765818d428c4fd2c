"""SentencePiece BPE models (ChatGLM2, ChatGLM3, GLM-10B-Chinese) as fast tokenizers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from glm_deploy.errors import GlmError
from glm_deploy.tokenizers import charsmap, special
from glm_deploy.tokenizers.sentencepiece_file import NORMAL, UNKNOWN, USER_DEFINED, WORD_BOUNDARY, SentencePieceModel

MAX_MERGES = 1_000_000
"""Ten times as many as the largest published model has."""

Text = TypeVar("Text", str, bytes)


def splits(texts: Iterable[Text], rank: Mapping[Text, int]) -> list[tuple[Text, Text]]:
    """Every split of each text into two that have a rank; those of one text by the ranks of the parts.

    Raises: GlmError ``tokenizer-damaged`` where pieces were made to have ever more splits.
    """
    found: list[tuple[Text, Text]] = []
    for text in texts:
        pairs = [(text[:at], text[at:]) for at in range(1, len(text)) if text[:at] in rank and text[at:] in rank]
        found += sorted(pairs, key=lambda pair: (rank[pair[0]], rank[pair[1]]))
        if len(found) > MAX_MERGES:
            raise GlmError("tokenizer-damaged", f"The tokenizer's {len(rank)} pieces make more than {MAX_MERGES} merge rules.")
    return found


def merges_of(model: SentencePieceModel) -> list[tuple[str, str]]:
    """Merge rules, best first: every split of a piece into two pieces, in the order of the pieces' scores.

    SentencePiece merges the neighbours whose union scores best; a fast tokenizer needs that as ranked pairs.
    """
    rank = {piece.text: index for index, piece in enumerate(model.pieces) if piece.kind == NORMAL}
    order = sorted(rank, key=lambda text: (-model.pieces[rank[text]].score, rank[text]))
    return splits(order, rank)


def build(model: SentencePieceModel, specials: Mapping[str, int], prefix: tuple[str, ...]) -> Tokenizer:
    """A fast tokenizer with the model's pieces at their ids.

    Args:
        specials: special tokens by name with their ids; those beyond the pieces are added to the vocabulary.
        prefix: special tokens put before every text that is encoded with ``add_special_tokens``.
    """
    vocabulary = {piece.text: index for index, piece in enumerate(model.pieces)}
    vocabulary.update({name: index for name, index in specials.items() if name not in vocabulary})
    unknown = next(piece.text for piece in model.pieces if piece.kind == UNKNOWN)
    tokenizer = Tokenizer(
        models.BPE(
            vocab=vocabulary, merges=merges_of(model), unk_token=unknown, fuse_unk=True,
            byte_fallback=model.byte_fallback, ignore_merges=True,
        )
    )  # fmt: skip
    written = [name for name in specials if specials[name] >= len(model.pieces)]
    tokenizer.normalizer = normalizers.Sequence(_normalizers(model, written))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(_cuts(model, written))
    tokenizer.decoder = decoder(unknown if not model.byte_fallback else None)
    if prefix:
        tokenizer.post_processor = prefix_processor(prefix, (), specials)
    special.add(tokenizer, specials)
    return tokenizer


def _cuts(model: SentencePieceModel, written: list[str]) -> list[pre_tokenizers.PreTokenizer]:
    atoms = [piece.text for piece in model.pieces if piece.kind == USER_DEFINED]
    if not atoms:
        return [special.splitter(written)]
    names = dict.fromkeys([*written, *(piece.text for piece in model.pieces if piece.kind not in (NORMAL, USER_DEFINED))])
    return [special.parted(names, atoms), special.splitter(written), *(pre_tokenizers.Split(atom, "isolated") for atom in atoms)]


def _normalizers(model: SentencePieceModel, written: list[str]) -> list[normalizers.Normalizer]:
    steps: list[normalizers.Normalizer] = []
    if model.charsmap:
        steps += charsmap.steps(model.charsmap, (piece.text for piece in model.pieces if piece.kind == USER_DEFINED))
    if model.collapse_spaces:
        steps += [normalizers.Replace(Regex(" {2,}"), " "), normalizers.Replace(Regex(r"\A +| +\z"), "")]
    if model.dummy_prefix:
        steps.append(normalizers.Prepend(WORD_BOUNDARY))
    steps += [normalizers.Replace(" ", WORD_BOUNDARY), special.no_prefix_before(written, WORD_BOUNDARY)]
    return steps


def decoder(unknown: str | None) -> decoders.Decoder:
    """Pieces back to text: boundaries to spaces, byte pieces to characters, the first space dropped.

    Args:
        unknown: the unknown piece of a model without byte fallback, shown as SentencePiece shows it.
    """
    steps: list[decoders.Decoder] = [decoders.Replace(WORD_BOUNDARY, " ")]
    # Blanks are byte pieces too; taken out of the run, they survive beside a character that was cut off.
    steps += [decoders.Replace(f"<0x{ord(blank):02X}>", blank) for blank in "\n\t\r"]
    steps.append(decoders.ByteFallback() if unknown is None else decoders.Replace(unknown, " \u2047 "))
    return decoders.Sequence([*steps, decoders.Fuse(), decoders.Strip(" ", 1, 0)])


def prefix_processor(before: tuple[str, ...], after: tuple[str, ...], ids: Mapping[str, int]) -> processors.PostProcessor:
    """Puts special tokens around a text that is encoded with ``add_special_tokens``; pairs are joined, as published."""
    return processors.TemplateProcessing(
        single=[*before, "$A", *after],
        pair=[*before, "$A", "$B:0", *after],
        special_tokens=[(name, ids[name]) for name in dict.fromkeys((*before, *after))],
    )
