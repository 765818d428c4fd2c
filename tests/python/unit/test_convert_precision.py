"""The number format of the output, which is the source's own unless another is asked for, and the size of its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support import chatglm_checkpoint as small
from support import tiny_130b, tiny_v1

from glm_deploy import events
from glm_deploy.convert import commands, convert_checkpoint, run_verb
from glm_deploy.errors import GlmError

HEAD = "transformer.output_layer.weight"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "200")
    with events.sink(lambda event: None):
        yield


def chatglm3(dtype: torch.dtype) -> Callable[[Path], Path]:
    return lambda folder: small.write(folder, small.SMALL, small.random_state(small.SMALL, dtype))


def mixed(folder: Path) -> Path:
    """Matrices in bfloat16, vectors in float32, as mixed-precision training saves them."""
    state = small.random_state(small.SMALL, torch.bfloat16)
    return small.write(folder, small.SMALL, {name: values if values.dim() > 1 else values.float() for name, values in state.items()})


@pytest.mark.parametrize(
    ("make", "kind", "rounded"),
    [
        (chatglm3(torch.float16), "fp16", {}),
        (chatglm3(torch.bfloat16), "bf16", {}),
        (chatglm3(torch.float32), "fp32", {}),
        (chatglm3(torch.float64), "fp32", {"float64": 25}),
        (mixed, "bf16", {"float32": 11}),
        (lambda folder: tiny_130b.write_ranks(folder, 2, 4), "fp16", {"4-bit integers": 8, "float32": 19}),
        (tiny_v1.write, "fp32", {}),
    ],
    ids=["float16", "bfloat16", "float32", "float64", "mixed", "int4", "chatglm_v1"],
)
def test_the_output_has_the_sources_own_format(make: Callable[[Path], Path], kind: str, rounded: dict, tmp_path: Path) -> None:
    record = convert_checkpoint(make(tmp_path / "source"), tmp_path / "out")
    assert (record.kind, record.facts["verified"]["rounded"]) == (kind, rounded)


def test_nothing_changes_by_default(tmp_path: Path) -> None:
    source = chatglm3(torch.float16)(tmp_path / "source")
    commands.convert(source, tmp_path / "out")
    written = load_file(tmp_path / "out" / "model.safetensors")["lm_head.weight"]
    assert written.dtype is torch.float16
    assert torch.equal(written, small.random_state(small.SMALL)[HEAD])


@pytest.mark.parametrize(
    ("stored", "dtype", "said"),
    [
        ("float16", None, "equal the source bit for bit"),
        ("float16", "fp32", "equal the source bit for bit"),
        ("float16", "BF16", "equal the source rounded to bfloat16; rounded tensors: 25 from float16"),
        ("float32", "Float16", "equal the source rounded to float16; rounded tensors: 25 from float32"),
    ],
)
def test_the_summary_says_what_was_rounded(stored: str, dtype: str | None, said: str, tmp_path: Path, capsys) -> None:
    commands.convert(chatglm3(getattr(torch, stored))(tmp_path / "source"), tmp_path / "out", dtype=dtype)
    shown = " ".join(capsys.readouterr().err.split())
    assert said in shown
    assert ("bit for bit" in shown) is ("bit for bit" in said)


@pytest.mark.parametrize(("given", "kind"), [("bf16", "bf16"), ("BF16", "bf16"), ("fp16", "fp16"), ("Float32", "fp32"), (None, "fp16")])
def test_the_verb_knows_the_same_names(given: str | None, kind: str, tmp_path: Path) -> None:
    source = chatglm3(torch.float16)(tmp_path / "source")
    request = {"verb": "convert", "source": str(source), "out": str(tmp_path / "out"), "dtype": given}
    assert run_verb(request)["kind"] == kind


def test_the_format_in_the_key_is_the_one_that_was_made(tmp_path: Path) -> None:
    source = chatglm3(torch.float16)(tmp_path / "source")
    own = convert_checkpoint(source, tmp_path / "out")
    assert convert_checkpoint(source, tmp_path / "out", dtype="FP16").key == own.key
    assert convert_checkpoint(source, tmp_path / "out", dtype="bf16").key != own.key


def test_a_format_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(chatglm3(torch.float16)(tmp_path / "source"), tmp_path / "out", dtype="q4_0")
    assert caught.value.id == "convert-options"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("5GiB", 5 << 30),
        ("500MB", 500_000_000),
        ("1000", 1000),
        ("1.5 kib", 1536),
        ("5G", 5 * 10**9),
        ("5g", 5 * 10**9),
        ("5 GB", 5 * 10**9),
        ("2KiB", 2048),
        ("7b", 7),
    ],
)
def test_sizes_for_people(text: str, size: int) -> None:
    assert commands.parse_size(text) == size


@pytest.mark.parametrize("text", ["", "big", "G", "5i", "5iB", "5 G B", "-5G", "5GGB"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(GlmError) as caught:
        commands.parse_size(text)
    assert caught.value.id == "convert-options"
