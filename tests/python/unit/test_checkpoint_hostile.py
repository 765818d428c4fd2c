"""Hostile and damaged checkpoints: each refused by its id, and nothing is left behind."""

from __future__ import annotations

import json
import os
import pickle
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from support import chatglm_checkpoint as small
from support.hostile import Foreign, refused

from glm_deploy.checkpoint.opening import open_checkpoint
from glm_deploy.convert import chatglm

STATE = small.random_state(small.SMALL)
FIRST, SECOND = "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"
INDEX = "pytorch_model.bin.index.json"


def edit_json(path: Path, change: Callable[[dict], object]) -> None:
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def replace_tensor(folder: Path, name: str, tensor: object, beside: str | None = None) -> None:
    """Save a shard again with another value for one tensor, or with a further one ``beside`` another."""
    shard = json.loads((folder / INDEX).read_text())["weight_map"][beside or name]
    tensors = torch.load(folder / shard, weights_only=True)
    tensors[name] = tensor
    torch.save(tensors, folder / shard)


def in_index(folder: Path, tensor: str, place: str | None) -> None:
    def change(index: dict) -> None:
        if place is None:
            del index["weight_map"][tensor]
        else:
            index["weight_map"][tensor] = place

    edit_json(folder / INDEX, change)


def config(**values: object) -> Callable[[Path], None]:
    return lambda folder: edit_json(folder / "config.json", lambda raw: raw.update(values))


def raw(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def cut(folder: Path) -> None:
    os.truncate(folder / SECOND, (folder / SECOND).stat().st_size - 3000)


def link_out(folder: Path) -> None:
    outside = folder.parent / "outside.bin"
    (folder / FIRST).replace(outside)
    (folder / FIRST).symlink_to(outside)


def packed(folder: Path) -> None:
    with zipfile.ZipFile(folder / FIRST) as old, zipfile.ZipFile(folder / "new", "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    (folder / "new").replace(folder / FIRST)


def twice(folder: Path) -> None:
    tensors = torch.load(folder / SECOND, weights_only=True)
    torch.save({**tensors, NAME: STATE[NAME]}, folder / SECOND)


def extra(folder: Path) -> None:
    tensors = torch.load(folder / SECOND, weights_only=True)
    torch.save({**tensors, "somebody.elses": torch.ones(2)}, folder / SECOND)


def other_byte_order(folder: Path) -> None:
    with zipfile.ZipFile(folder / FIRST) as old, zipfile.ZipFile(folder / "new", "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, b"big" if entry.filename.endswith("byteorder") else old.read(entry))
    (folder / "new").replace(folder / FIRST)


def add_record(folder: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(folder / FIRST, "a") as archive:
        archive.writestr(name, data)


def many_records(folder: Path) -> None:
    """A list of records that claims to be larger than it may be."""
    data = bytearray((folder / FIRST).read_bytes())
    at = data.rindex(b"PK\5\6")
    wide = data.rfind(b"PK\6\6", 0, at)
    if wide >= 0:
        struct.pack_into("<Q", data, wide + 40, 1 << 40)
    struct.pack_into("<I", data, at + 12, 1 << 30)
    (folder / FIRST).write_bytes(data)


def short_storage(folder: Path) -> None:
    with zipfile.ZipFile(folder / FIRST) as old, zipfile.ZipFile(folder / "new", "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry)[: -2 if entry.filename.endswith("/data/0") else None])
    (folder / "new").replace(folder / FIRST)


def slow_code(folder: Path) -> None:
    """Published code, read as text for what it says of positions: a search must not try every beginning up to the end."""
    config(rope_ratio=2)(folder)
    (folder / "modeling_chatglm.py").write_bytes(b"arange(" * 150_000)
    start = time.monotonic()
    chatglm.rope(open_checkpoint(folder))
    assert time.monotonic() - start < 20


def long_piece(folder: Path) -> None:
    text = b"x" * 1_000_000
    size = b"\xc4\x84\x3d"  # 1,000,004: the text, its key and its length.
    (folder / "tokenizer.model").write_bytes(b"\x0a" + size + b"\x0a\xc0\x84\x3d" + text)


def linked(name: str, place: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(place)

    return change


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


NAME = "transformer.embedding.word_embeddings.weight"
OVERLAPPING = torch.ones(400).half().as_strided((256, 64), (1, 1))
READ_WRONGLY = STATE[NAME].bfloat16().view(torch.float16)


def spoilt(row: int, value: float) -> torch.Tensor:
    return STATE[NAME].clone().index_fill_(0, torch.tensor(row), value)


CASES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "foreign global": ("checkpoint-pickle-refused", lambda f: replace_tensor(f, NAME, Foreign())),
    "foreign pickle": ("checkpoint-pickle-refused", lambda f: (f / FIRST).write_bytes(pickle.dumps(Foreign(), protocol=2))),
    "no pickle at all": ("checkpoint-not-weights", raw(FIRST, b"MZ\x90\x00 this is a program")),
    "index leaves the folder": ("path-unsafe", lambda f: in_index(f, NAME, "../secret.bin")),
    "index is absolute": ("path-unsafe", lambda f: in_index(f, NAME, "/etc/passwd.bin")),
    "index has a drive": ("path-unsafe", lambda f: in_index(f, NAME, "C:/x.bin")),
    "index has backslashes": ("path-unsafe", lambda f: in_index(f, NAME, "..\\x.bin")),
    "reserved name": ("path-unsafe", lambda f: in_index(f, NAME, "con.bin")),
    "reserved name with a number": ("path-unsafe", lambda f: in_index(f, NAME, "COM1.safetensors")),
    "index places in a number": ("checkpoint-index-invalid", lambda f: edit_json(f / INDEX, lambda v: v["weight_map"].update({NAME: 7}))),
    "index names a text file": ("checkpoint-index-invalid", lambda f: in_index(f, NAME, "config.json")),
    "index without a map": ("checkpoint-index-invalid", raw(INDEX, b'{"weight_map": {}}')),
    "index lacks a tensor": ("checkpoint-index-mismatch", lambda f: in_index(f, NAME, None)),
    "index has one too many": ("checkpoint-index-mismatch", lambda f: in_index(f, "ghost", FIRST)),
    "index in the wrong shard": ("checkpoint-index-mismatch", lambda f: in_index(f, NAME, SECOND)),
    "shard missing": ("checkpoint-shard-missing", lambda f: (f / SECOND).unlink()),
    "shard missing without index": ("checkpoint-shard-missing", lambda f: ((f / SECOND).unlink(), (f / INDEX).unlink())),
    "truncated": ("checkpoint-truncated", cut),
    "zero bytes": ("checkpoint-truncated", raw(FIRST, b"")),
    "tensor in two shards": ("checkpoint-duplicate-tensor", twice),
    "tensor of nobody": ("checkpoint-index-mismatch", extra),
    "records in another byte order": ("checkpoint-layout-invalid", other_byte_order),
    "index names half a character": ("path-unsafe", lambda f: in_index(f, NAME, "\ud800.bin")),
    "padding is a list": ("checkpoint-config-invalid", config(pad_token_id=[1])),
    "packed records": ("checkpoint-layout-invalid", packed),
    "html": ("checkpoint-not-weights", raw(FIRST, b"\n<!DOCTYPE html><html>Sign in</html>")),
    "html for a config": ("checkpoint-not-weights", raw("config.json", b"<html>Sign in</html>")),
    "git-lfs pointer": ("checkpoint-not-weights", raw(FIRST, b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n")),
    "huge config": ("checkpoint-json-invalid", raw("config.json", b'{"a":"' + b"x" * (2 << 20) + b'"}')),
    "deep config": ("checkpoint-json-invalid", raw("config.json", nested(30))),
    "endlessly deep config": ("checkpoint-json-invalid", raw("config.json", nested(100_000))),
    "key twice": ("checkpoint-json-invalid", raw("config.json", b'{"model_type": "glm", "model_type": "chatglm"}')),
    "NaN in the config": ("checkpoint-json-invalid", raw("config.json", b'{"layernorm_epsilon": NaN}')),
    "config is a list": ("checkpoint-json-invalid", raw("config.json", b"[]")),
    "empty config": ("checkpoint-truncated", raw("config.json", b"")),
    "sparse": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, STATE[NAME].to_sparse())),
    "meta": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, STATE[NAME].to("meta"))),
    "stretched view": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, torch.ones(1, 64).half().expand(256, 64))),
    "transposed view": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, torch.ones(64, 256).half().t())),
    "overlapping view": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, OVERLAPPING)),
    "complex": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, STATE[NAME].to(torch.complex64))),
    "whole numbers": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, torch.ones(256, 64, dtype=torch.int64))),
    "not a tensor": ("checkpoint-tensor-refused", lambda f: replace_tensor(f, NAME, [1.0, 2.0])),
    "wrong shape": ("checkpoint-shape-mismatch", lambda f: replace_tensor(f, NAME, torch.ones(255, 64).half())),
    "wrong widths in the config": ("checkpoint-shape-mismatch", config(ffn_hidden_size=128)),
    "NaN weight": ("checkpoint-not-finite", lambda f: replace_tensor(f, NAME, spoilt(200, torch.nan))),
    "infinite weight": ("checkpoint-not-finite", lambda f: replace_tensor(f, NAME, spoilt(9, torch.inf))),
    "bfloat16 called float16": ("checkpoint-dtype-mislabelled", lambda f: replace_tensor(f, NAME, READ_WRONGLY)),
    "float16 called bfloat16": ("checkpoint-dtype-mislabelled", lambda f: replace_tensor(f, NAME, STATE[NAME].view(torch.bfloat16))),
    "more layers than tensors": ("checkpoint-tensor-missing", config(num_layers=3)),
    "fewer layers than tensors": ("checkpoint-tensor-unknown", config(num_layers=1)),
    "negative layers": ("checkpoint-config-invalid", config(num_layers=-1)),
    "absurd layers": ("checkpoint-config-invalid", config(num_layers=10**9)),
    "endless number": ("checkpoint-config-invalid", lambda f: edit_text(f / "config.json", '"num_layers": 2', '"num_layers": 1e999')),
    "layers as text": ("checkpoint-config-invalid", config(num_layers="2")),
    "layers as truth": ("checkpoint-config-invalid", config(num_layers=True)),
    "heads that do not divide": ("checkpoint-config-invalid", config(multi_query_group_num=3)),
    "zero epsilon": ("checkpoint-config-invalid", config(layernorm_epsilon=0)),
    "stop id outside the vocabulary": ("checkpoint-config-invalid", config(eos_token_id=999)),
    "layer norm variant": ("checkpoint-config-invalid", config(rmsnorm=False)),
    "no config": ("architecture-unknown", lambda f: (f / "config.json").unlink()),
    "another architecture": ("architecture-unknown", raw("config.json", b'{"model_type": "llama", "architectures": ["LlamaForCausalLM"]}')),
    "model type glm with other fields": ("architecture-unknown", raw("config.json", b'{"model_type": "glm"}')),
    "prefix announced, none there": ("checkpoint-config-invalid", config(pre_seq_len=128)),
    "no stop ids": ("checkpoint-config-invalid", config(eos_token_id=[])),
    "stop ids without end": ("checkpoint-config-invalid", config(eos_token_id=[2] * 100_000)),
    "index longer than allowed": ("checkpoint-json-invalid", raw(INDEX, b'{"weight_map": {' + b" " * (9 << 20) + b"}}")),
    "index in UTF-16": ("checkpoint-json-invalid", lambda f: (f / INDEX).write_bytes((f / INDEX).read_text().encode("utf-16"))),
    "shard that the index does not name": ("checkpoint-index-mismatch", raw("pytorch_model-00000-of-00002.bin", b"x")),
    "tensor name moves the cursor": ("checkpoint-layout-invalid", lambda f: replace_tensor(f, NAME + "\x1b[2J", STATE[NAME], NAME)),
    "tensor name without end": ("checkpoint-layout-invalid", lambda f: replace_tensor(f, "x" * 100_000, STATE[NAME], NAME)),
    "too many records": ("checkpoint-layout-invalid", many_records),
    "two pickles": ("checkpoint-layout-invalid", lambda f: add_record(f, "other/data.pkl", b"\x80\x02}.")),
    "record cut short": ("checkpoint-layout-invalid", short_storage),
    "code of a million beginnings": ("checkpoint-truncated", lambda f: (slow_code(f), cut(f))),
    "tokenizer of endless fields": ("tokenizer-damaged", raw("tokenizer.model", b"\x20\x01" * 1_000_000)),
    "tokenizer with one piece of a million letters": ("tokenizer-damaged", long_piece),
    "int8 without scales": ("checkpoint-quantized", lambda f: replace_tensor(f, NAME, torch.ones(256, 64, dtype=torch.int8))),
}


def edit_text(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize("case", CASES)
def test_refused_with_its_id(case: str, tmp_path: Path) -> None:
    error_id, spoil = CASES[case]
    folder = small.write(tmp_path / "source", small.SMALL, STATE)
    spoil(folder)
    refused(folder, error_id)


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_links_that_leave_the_folder(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "source", small.SMALL, STATE)
    link_out(folder)
    refused(folder, "path-unsafe")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "source", small.SMALL, STATE)
    (folder / FIRST).unlink()
    os.mkfifo(folder / FIRST)
    refused(folder, "checkpoint-not-weights")


def header(entries: dict, data: bytes, pad: int = 0) -> bytes:
    text = json.dumps(entries).encode()
    return struct.pack("<Q", len(text) + pad) + text + data


def one(dtype: str = "F32", shape: list | None = None, offsets: list | None = None) -> dict:
    return {"dtype": dtype, "shape": [2] if shape is None else shape, "data_offsets": offsets or [0, 8]}


TABLES: dict[str, tuple[str, bytes]] = {
    "header longer than allowed": ("checkpoint-layout-invalid", struct.pack("<Q", 1 << 40) + b"{}"),
    "header longer than the file": ("checkpoint-truncated", struct.pack("<Q", 1 << 20) + b"{}"),
    "seven bytes": ("checkpoint-truncated", b"\x01\x00\x00\x00\x00\x00\x00"),
    "overlap": ("checkpoint-layout-invalid", header({"a": one(), "b": one(offsets=[4, 12])}, bytes(12))),
    "same bytes twice": ("checkpoint-layout-invalid", header({"a": one(), "b": one()}, bytes(8))),
    "gap": ("checkpoint-layout-invalid", header({"a": one(), "b": one(offsets=[12, 20])}, bytes(20))),
    "bytes of nobody": ("checkpoint-layout-invalid", header({"a": one()}, bytes(9))),
    "data cut": ("checkpoint-truncated", header({"a": one()}, bytes(7))),
    "size and dtype differ": ("checkpoint-layout-invalid", header({"a": one("F16")}, bytes(8))),
    "unknown dtype": ("checkpoint-tensor-refused", header({"a": one("F4")}, bytes(8))),
    "negative shape": ("checkpoint-layout-invalid", header({"a": one(shape=[-2])}, bytes(8))),
    "shape of truths": ("checkpoint-layout-invalid", header({"a": one(shape=[True, 2])}, bytes(8))),
    "endless shape": ("checkpoint-layout-invalid", header({"a": one(shape=[1 << 60, 1 << 60])}, bytes(8))),
    "backward offsets": ("checkpoint-layout-invalid", header({"a": one(offsets=[8, 0])}, bytes(8))),
    "entry is a list": ("checkpoint-layout-invalid", header({"a": []}, bytes(8))),
    "key twice": ("checkpoint-json-invalid", struct.pack("<Q", 17) + b'{"a": 1, "a": 2 }'),
    "no tensors": ("checkpoint-missing", header({}, b"")),
}


@pytest.mark.parametrize("case", TABLES)
def test_safetensors_tables(case: str, tmp_path: Path) -> None:
    error_id, data = TABLES[case]
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "config.json").write_text(json.dumps(small.SMALL))
    (tmp_path / "source" / "model.safetensors").write_bytes(data)
    refused(tmp_path / "source", error_id)
