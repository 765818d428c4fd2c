"""Damaged and hostile tokenizer files are refused with an id, and quickly."""

import base64
import json

import pytest

from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.tokenizers import FAMILIES, convert_tokenizer, sentencepiece_file
from glm_deploy.tokenizers.convert import ALIASES

GOOD = (PROJECT_ROOT / "manifests" / "models" / "demo" / "tokenizer.model").read_bytes()
FILES = {
    "chatglm-6b": "ice_text.model", "chatglm2": "tokenizer.model", "chatglm3": "tokenizer.model", "glm-4": "tokenizer.model",
    "glm-10b": "vocab.json", "glm-10b-chinese": "cog-pretrain.model", "glm-130b": "ice_text.model",
}  # fmt: skip
BAD = {
    "empty": b"", "html": b"<!DOCTYPE html><html>login</html>", "pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:0",
    "truncated": GOOD[:5000], "noise": bytes(range(256)) * 40, "zeros": bytes(5000), "text": b"not base64 at all\n" * 9,
    "length": b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "endless": b"\xff" * 64, "no pieces": b"\x12\x02\x18\x02",
    "json": b"[1, 2]", "nested": b"[" * 100_000, "gaps": b'{"a": 5}',
}  # fmt: skip


@pytest.mark.parametrize("family", FILES)
@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_tokenizer_is_refused(family, kind, tmp_path):
    (tmp_path / FILES[family]).write_bytes(BAD[kind])
    (tmp_path / "merges.txt").write_text("a b\n")
    with pytest.raises(GlmError) as caught:
        convert_tokenizer(tmp_path, family, tmp_path)
    assert caught.value.id == "tokenizer-damaged"
    assert not (tmp_path / "tokenizer.json").exists()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_missing_file_is_named(family, tmp_path):
    with pytest.raises(GlmError, match=FILES[family]) as caught:
        convert_tokenizer(tmp_path, family, tmp_path)
    assert caught.value.id == "tokenizer-missing"


def test_every_cut_of_a_real_model_is_refused_or_smaller(tmp_path):
    path = tmp_path / "tokenizer.model"
    for size in range(1, len(GOOD) - 1, 97):
        path.write_bytes(GOOD[:size])
        with pytest.raises(GlmError) as caught:
            convert_tokenizer(tmp_path, "chatglm3", tmp_path)
        assert caught.value.id == "tokenizer-damaged"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "tokenizer.model"
    with path.open("wb") as file:
        file.truncate(sentencepiece_file.MAX_BYTES + 1)
    with pytest.raises(GlmError, match="bytes") as caught:
        sentencepiece_file.read(path)
    assert caught.value.id == "tokenizer-damaged"


def piece(text: bytes, score: bytes = b"\0\0\0\0", kind: int = 1) -> bytes:
    body = b"\x0a" + bytes([len(text)]) + text + b"\x15" + score + b"\x18" + bytes([kind])
    return b"\x0a" + bytes([len(body)]) + body


@pytest.mark.parametrize(
    ("extra", "seen"),
    [
        (piece("背".encode()), "twice"),
        (piece(b"zz", b"\x00\x00\xc0\x7f"), "finite"),
        (piece(b"zz", kind=9), "type 9"),
        (piece(b"zz", kind=2), "unknown piece"),
        (piece(b"\xff\xfe"), "decode"),
        (piece(b"[gMASK]"), "already a piece"),
    ],
)
def test_wrong_pieces_are_named(extra, seen, tmp_path):
    (tmp_path / "tokenizer.model").write_bytes(GOOD + extra)
    with pytest.raises(GlmError, match=seen):
        convert_tokenizer(tmp_path, "chatglm3", tmp_path)


def test_ranks_with_a_gap_and_merges_of_unknown_pieces_are_refused(tmp_path):
    lines = [base64.b64encode(bytes([byte])) + b" %d" % byte for byte in range(255)]
    (tmp_path / "tokenizer.model").write_bytes(b"\n".join(lines))
    with pytest.raises(GlmError, match="255 tokens"):
        convert_tokenizer(tmp_path, "glm-4", tmp_path)
    (tmp_path / "vocab.json").write_text(json.dumps({"a": 0, "b": 1, "<|endoftext|>": 2}))
    (tmp_path / "merges.txt").write_text("#version: 0.2\na b\n")
    with pytest.raises(GlmError, match=r"merges\.txt"):
        convert_tokenizer(tmp_path, "glm-10b", tmp_path)


def test_an_unknown_family_is_refused(tmp_path):
    with pytest.raises(GlmError, match="chatglm3") as caught:
        convert_tokenizer(tmp_path, "llama", tmp_path)
    assert caught.value.id == "tokenizer-unsupported"


def test_aliases_lead_to_families():
    assert set(ALIASES.values()) <= set(FAMILIES)
    assert not set(ALIASES) & set(FAMILIES)
