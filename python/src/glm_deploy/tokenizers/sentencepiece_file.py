"""Reads a SentencePiece model: the protobuf's wire format, only the fields that a conversion needs.

Own reading instead of the generated classes: no further package in the environment, and every length is checked against
what is there, so that a damaged or hostile file is refused with a reason. Field numbers: sentencepiece_model.proto.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from glm_deploy.errors import GlmError

MAX_BYTES = 16 << 20
MAX_PIECES = 200_000
MAX_LENGTH = 256
MAX_SETTINGS = 10_000
"""Bounds of what is read. The largest published file has 2.7 MB, 151,000 pieces and none longer than 128 bytes."""

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6
UNIGRAM, BPE = 1, 2
WORD_BOUNDARY = "▁"
NMT_NFKC = "0942789e0111452f1cc446f70036e26d24458c3c7858c53cc12ca4d87531279b"
"""SHA-256 of the only normalisation table that published GLM tokenizers have. A table of anybody else's making would be run by the
``tokenizers`` library, which ends with a panic where the table's links lead out of it."""


@dataclass(frozen=True)
class Piece:
    """One entry of the vocabulary; its id is its place."""

    text: str
    score: float
    kind: int


@dataclass
class SentencePieceModel:
    """What a conversion needs to know of a SentencePiece model."""

    pieces: list[Piece] = field(default_factory=list)
    model_type: int = UNIGRAM
    byte_fallback: bool = False
    charsmap: bytes = b""
    dummy_prefix: bool = True
    collapse_spaces: bool = True
    escape_spaces: bool = True


def refuse(path: Path, seen: str) -> GlmError:
    """The error for a file that is no SentencePiece model; ``seen`` says what is wrong."""
    return GlmError("tokenizer-damaged", f"{path.name} is not a usable SentencePiece model: {seen}.", file=path.name)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """A tokenizer file's bytes, refused when missing, empty, too large, or a web page."""
    if not path.is_file():
        raise GlmError("tokenizer-missing", f"The tokenizer file {path.name} is missing.", file=path.name)
    size = path.stat().st_size
    if size == 0 or size > limit:
        raise GlmError("tokenizer-damaged", f"{path.name} has {size} bytes; a tokenizer file has 1 to {limit}.", file=path.name)
    data = path.read_bytes()
    start = data[:256].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"version https://git-lfs")):
        what = "a Git LFS pointer" if start.startswith(b"version") else "a web page"
        raise GlmError("tokenizer-damaged", f"{path.name} is {what}, not a tokenizer.", file=path.name)
    return data


def read(path: Path) -> SentencePieceModel:
    """Read a ``.model`` file.

    Raises: GlmError ``tokenizer-missing``, ``tokenizer-damaged``.
    """
    data = read_bytes(path)
    model = SentencePieceModel()
    try:
        for number, value in _fields(data, MAX_PIECES):
            if number == 1 and isinstance(value, bytes):
                model.pieces.append(_piece(value))
            elif number == 2 and isinstance(value, bytes):
                _trainer(model, value)
            elif number == 3 and isinstance(value, bytes):
                _normalizer(model, value)
    except (ValueError, UnicodeDecodeError, struct.error) as error:
        raise refuse(path, str(error)) from error
    _check(path, model)
    return model


def _check(path: Path, model: SentencePieceModel) -> None:
    texts = {piece.text for piece in model.pieces}
    if len(texts) != len(model.pieces) or "" in texts:
        raise refuse(path, "a piece is empty or stands twice" if model.pieces else "it holds no pieces")
    if len(model.pieces) < 4:
        raise refuse(path, f"it holds {len(model.pieces)} pieces")
    if sum(piece.kind == UNKNOWN for piece in model.pieces) != 1:
        raise refuse(path, "it does not name exactly one unknown piece")
    if model.model_type not in (UNIGRAM, BPE):
        raise refuse(path, f"model type {model.model_type} is neither unigram (1) nor BPE (2)")
    if model.byte_fallback and not {f"<0x{byte:02X}>" for byte in range(256)} <= texts:
        raise refuse(path, "it announces byte fallback but lacks byte pieces")
    if model.charsmap and hashlib.sha256(model.charsmap).hexdigest() != NMT_NFKC:
        raise refuse(path, "its normalisation table is not SentencePiece's nmt_nfkc")
    if any(piece.score != piece.score or abs(piece.score) == float("inf") for piece in model.pieces):
        raise refuse(path, "a score is not a finite number")


def _piece(data: bytes) -> Piece:
    text, score, kind = "", 0.0, NORMAL
    for number, value in _fields(data, 16):
        if number == 1 and isinstance(value, bytes):
            text = value.decode("utf-8")
        elif number == 2 and isinstance(value, bytes):
            score = struct.unpack("<f", value)[0]
        elif number == 3 and isinstance(value, int):
            kind = value
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a piece has {len(text)} characters, more than {MAX_LENGTH}")
    if not NORMAL <= kind <= BYTE:
        raise ValueError(f"piece type {kind} is unknown")
    return Piece(text, score, kind)


def _trainer(model: SentencePieceModel, data: bytes) -> None:
    for number, value in _fields(data, MAX_SETTINGS):
        if number == 3 and isinstance(value, int):
            model.model_type = value
        elif number == 35:
            model.byte_fallback = bool(value)


def _normalizer(model: SentencePieceModel, data: bytes) -> None:
    for number, value in _fields(data, MAX_SETTINGS):
        if number == 2 and isinstance(value, bytes):
            model.charsmap = value
        elif number == 3:
            model.dummy_prefix = bool(value)
        elif number == 4:
            model.collapse_spaces = bool(value)
        elif number == 5:
            model.escape_spaces = bool(value)


def _fields(data: bytes, limit: int) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field: an int for varints, bytes for everything else. More than ``limit`` are refused."""
    at = count = 0
    while at < len(data):
        count += 1
        if count > limit:
            raise ValueError(f"it has more than {limit} entries of one kind")
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if wire == 2:
            size, at = _varint(data, at)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
        else:
            raise ValueError(f"wire type {wire} at byte {at}")
        if number == 0 or at + size > len(data):
            raise ValueError(f"a field of {size} bytes at byte {at} does not fit into {len(data)} bytes")
        yield number, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError(f"a number is cut off at byte {at}")
