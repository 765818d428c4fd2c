"""Pickles that want to run, hang or fill something are refused by what they ask for, at once and without memory."""

from __future__ import annotations

import io
import pickle
import time
import tracemalloc
from pathlib import Path

import pytest
import torch

from glm_deploy.checkpoint import pickles, torch_file, torch_legacy
from glm_deploy.errors import GlmError

STORAGE = b"(U\x07storagectorch\nHalfStorage\nU\x010U\x03cpuK\x04tQ"
"""A storage of four float16 numbers under the key 0."""


def rebuilt(storage: bytes = STORAGE, offset: bytes = b"K\x00", shape: bytes = b"K\x04\x85", strides: bytes = b"K\x01\x85") -> bytes:
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + offset + shape + strides + b"\x89" + b"}" + b"tR"


def call(name: bytes, arguments: bytes = b")") -> bytes:
    return b"c" + name + b"\n" + arguments + b"R"


NESTED = b"K\x01" + b"q\x00h\x00\x86" * 80
"""A tuple of twice a tuple of twice ... 80 levels deep."""

REFUSED = {
    "os.system": call(b"posix\nsystem", b"U\x02ls\x85"),
    "eval": call(b"builtins\neval", b"U\x011\x85"),
    "eval of Python 2": call(b"__builtin__\neval", b"U\x011\x85"),
    "a name with dots": call(b"torch\nserialization.os.system", b"U\x02ls\x85"),
    "torch's own loader": call(b"torch\nload", b"U\x01a\x85"),
    "a private part of torch": call(b"torch._utils\n_import_dotted_name", b"U\x02os\x85"),
    "jit": call(b"torch.jit\nload", b"U\x01a\x85"),
    "numpy": call(b"numpy.core.multiarray\n_reconstruct"),
    "getattr": call(b"builtins\ngetattr", b"U\x01aU\x01b\x86"),
    "call of a data type": b"ctorch\nfloat16\n)R.",
    "call of a number": b"K\x01)R",
    "call without a tuple": b"ccollections\nOrderedDict\nK\x01R",
    "dict made of entries": call(b"collections\nOrderedDict", b"](U\x01aK\x01\x86e\x85"),
    "new object of a foreign class": b"csubprocess\nPopen\n)\x81",
    "state for a text": b"U\x01a}b",
    "extension": b"\x82\x01", "wide extension": b"\x83\x01\x00", "object": b"(cos\nsystem\no", "instance": b"(ios\nsystem\n",
    "persistent id as a line": b"P12\n", "persistent id is a number": b"K\x01Q", "persistent id is empty": b")Q",
    "persistent id of a module": b"(U\x06moduleNNNNtQ", "persistent id names no type": b"(U\x07storageNU\x010U\x03cpuK\x04tQ",
    "persistent id of a negative size": STORAGE.replace(b"K\x04", b"J\xff\xff\xff\xff"),
    "persistent id of a huge size": STORAGE.replace(b"K\x04", b"\x8a\x08" + b"\xff" * 7 + b"\x7f"),
    "persistent id of a true size": STORAGE.replace(b"K\x04", b"\x88"),
    "view of another storage": STORAGE.replace(b"tQ", b"(U\x010K\x00K\x04ttQ"),
    "key that takes for ever to hash": b"}" + NESTED + b"K\x01s",
    "key is a list": b"}]K\x01s", "entries of a list": b"]K\x01K\x01s", "items of a dict": b"}K\x01a", "odd entries": b"}(K\x01u",
    "tensor with two arguments": call(b"torch._utils\n_rebuild_tensor_v2", b"K\x01K\x01\x86"),
    "parameter of a number": call(b"torch._utils\n_rebuild_parameter", b"K\x01\x85"),
    "out-of-band buffer": b"\x97",
}  # fmt: skip
DAMAGED = {
    "byte array of 2**40": b"\x96" + b"\x00" * 5 + b"\x01\x00\x00",
    "nothing": b"", "no end": b"K\x01", "unknown instruction": b"\xfe.", "text cut off": b"X\xff\xff\xff\x7fabc.", "empty stack": b"..",
    "tuple of nothing": b"\x86.", "no mark": b"K\x01t.", "memo of nobody": b"h\x07.", "wide memo of nobody": b"j\xff\xff\xff\xff.",
    "number of 2**31 digits": b"\x8b\xff\xff\xff\x7f\x01.", "text of no character": b"X\x01\x00\x00\x00\xff.",
    "the same key twice": b"}(U\x01aK\x01U\x01aK\x02u.",
    "more instructions than allowed": b"N" * (pickles.MAX_STEPS + 1) + b".",
    "offset is negative": rebuilt(offset=b"J\xff\xff\xff\xff") + b".",
    "shape is negative": rebuilt(shape=b"J\xff\xff\xff\xff\x85") + b".",
    "shape is huge": rebuilt(shape=b"\x8a\x08" + b"\x7f" * 8 + b"\x85") + b".",
    "shape of texts": rebuilt(shape=b"U\x01a\x85") + b".", "shape of truths": rebuilt(shape=b"\x88\x85") + b".",
    "nine dimensions": rebuilt(shape=b"(" + b"K\x01" * 9 + b"t", strides=b"(" + b"K\x01" * 9 + b"t") + b".",
    "more strides than sizes": rebuilt(strides=b"K\x01K\x01\x86") + b".", "no storage": rebuilt(storage=b"N") + b".",
    "one storage of two sizes": b"(" + STORAGE + STORAGE.replace(b"K\x04", b"K\x05") + b"t.",
}  # fmt: skip


def timely(data: bytes, error: type[Exception]) -> None:
    start = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(error):
            pickles.load(io.BytesIO(b"\x80\x02" + data))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.monotonic() - start < 60  # One needs a million steps under a tracer on a slow machine.
    assert peak < 64 << 20


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    timely(REFUSED[case] + b".", pickles.PickleRefusedError)


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged(case: str) -> None:
    timely(DAMAGED[case], (pickles.PickleDamagedError, pickles.PickleRefusedError))


def test_what_only_nests_is_a_value() -> None:
    value = pickles.load(io.BytesIO(b"\x80\x02" + NESTED + b"."))
    assert isinstance(value, tuple)
    assert isinstance(pickles.load(io.BytesIO(b"]" * 50_000 + b"a" * 49_999 + b".")), list)


def old_file(path: Path, value: bytes = b"", keys: object = ("0",), data: bytes | None = None, **machine: object) -> Path:
    """A file in the format before torch 1.6, by hand."""
    facts = {"protocol_version": 1001, "little_endian": True, "type_sizes": {}, **machine}
    head = b"".join(pickle.dumps(part, protocol=2) for part in (torch_legacy.MAGIC, torch_legacy.VERSION, facts))
    entry = b"\x80\x02" + (value or b"}U\x01a" + rebuilt(STORAGE.replace(b"tQ", b"NtQ")) + b"s") + b"."
    body = (4).to_bytes(8, "little") + bytes(8) if data is None else data
    path.write_bytes(head + entry + pickle.dumps(list(keys) if isinstance(keys, tuple) else keys, protocol=2) + body)
    return path


OLD = {
    "foreign object": ("checkpoint-pickle-refused", {"value": REFUSED["os.system"]}),
    "another byte order": ("checkpoint-truncated", {"little_endian": False}),
    "byte order is a text": ("checkpoint-truncated", {"little_endian": "yes"}),
    "no list of storages": ("checkpoint-truncated", {"keys": 3}),
    "storage of nobody": ("checkpoint-truncated", {"keys": ("0", "1")}),
    "storage not listed": ("checkpoint-truncated", {"keys": ()}),
    "storage twice": ("checkpoint-layout-invalid", {"keys": ("0", "0"), "data": ((4).to_bytes(8, "little") + bytes(8)) * 2}),
    "data cut": ("checkpoint-truncated", {"data": (4).to_bytes(8, "little") + bytes(7)}),
    "no data": ("checkpoint-truncated", {"data": b""}),
    "bytes of nobody": ("checkpoint-layout-invalid", {"data": (4).to_bytes(8, "little") + bytes(9)}),
    "count is another": ("checkpoint-layout-invalid", {"data": (5).to_bytes(8, "little") + bytes(10)}),
    "count is negative": ("checkpoint-layout-invalid", {"data": b"\xff" * 8 + bytes(8)}),
    "tensor reaches beyond its storage": ("checkpoint-tensor-refused", {"value": b"}U\x01a" + rebuilt(offset=b"K\x01") + b"s"}),
    "tensor of no device": ("checkpoint-tensor-refused", {"value": b"}U\x01a" + rebuilt(STORAGE.replace(b"\x03cpu", b"\x04meta")) + b"s"}),
    "complex tensor": (
        "checkpoint-tensor-refused",
        {"value": b"}U\x01a" + rebuilt(STORAGE.replace(b"Half", b"ComplexFloat")) + b"s", "data": (4).to_bytes(8, "little") + bytes(32)},
    ),
    "names are numbers": ("checkpoint-tensor-refused", {"value": b"}K\x01" + rebuilt() + b"s"}),
    "a list of tensors": ("checkpoint-tensor-refused", {"value": b"]" + rebuilt() + b"a"}),
}  # fmt: skip


@pytest.mark.parametrize("case", OLD)
def test_old_files(case: str, tmp_path: Path) -> None:
    error_id, changes = OLD[case]
    with pytest.raises(GlmError) as caught:
        torch_file.read_table(old_file(tmp_path / "pytorch_model.bin", **changes))
    assert caught.value.id == error_id, caught.value.message


def test_an_old_file_by_hand_is_what_torch_reads(tmp_path: Path) -> None:
    path = old_file(tmp_path / "pytorch_model.bin")
    assert torch.equal(torch.load(path, weights_only=True)["a"], torch.zeros(4).half())
    assert torch_file.read_table(path)[0]["a"].shape == (4,)


@pytest.mark.parametrize("cut", [1, 30, 200, 300])
def test_every_cut_of_an_old_file_is_refused(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "pytorch_model.bin"
    torch.save({"a": torch.ones(4)}, path, _use_new_zipfile_serialization=False)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(GlmError) as caught:
        torch_file.read_table(path)
    assert caught.value.id == "checkpoint-truncated"
