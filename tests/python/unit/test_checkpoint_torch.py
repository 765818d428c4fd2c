"""Torch files of both formats are read as torch reads them, without torch, and with nothing of their size in memory."""

from __future__ import annotations

import argparse
import collections
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from glm_deploy.checkpoint import sat, torch_file
from glm_deploy.checkpoint.table import BYTES_PER_ELEMENT
from glm_deploy.errors import PROJECT_ROOT

FORMATS = pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
DTYPES = [getattr(torch, name) for name in BYTES_PER_ELEMENT]


def states() -> dict[str, dict[str, torch.Tensor]]:
    torch.manual_seed(0)
    base, flat = torch.randn(6, 5), torch.arange(24.0)
    return {
        "every type": {str(dtype): (torch.randn(3, 4) * 9).to(dtype) for dtype in DTYPES},
        "module with metadata": torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LayerNorm(4)).state_dict(),
        "parameters": {"a": torch.nn.Parameter(torch.ones(2, 3)), "b": torch.nn.Parameter(torch.ones(2), requires_grad=False)},
        "shapes": {"scalar": torch.tensor(3.5), "none": torch.empty(0, 7), "one": torch.ones(1, 1, 1), "deep": torch.ones(2, 1, 3, 1)},
        "tied": {"a": base, "b": base},
        "parts of one storage": {"rows": base[2:4], "more rows": base[4:], "first": base[:2]},
        "parts in another order": {"z": flat[12:].reshape(3, 4), "a": flat[:12]},
        "a row that is no view of columns": {"row": base[3]},
        "many": {f"layer.{n}.weight": torch.full((2, 2), float(n)) for n in range(300)},
        "names": {"": torch.ones(1), "tensor with blanks and 中文 \U0001f600": torch.ones(2), "x" * 300: torch.ones(3)},
    }


def content(info) -> bytes:
    buffer = bytearray(info.nbytes)
    info.blob.read_into(0, memoryview(buffer))
    return bytes(buffer)


@FORMATS
@pytest.mark.parametrize("case", states())
def test_the_same_tensors_as_torch(case: str, zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "pytorch_model.bin"
    torch.save(states()[case], path, _use_new_zipfile_serialization=zipped)
    table, layout = torch_file.read_table(path)
    wanted = torch.load(path, weights_only=True)
    assert layout == ("torch" if zipped else "torch-legacy")
    assert list(table) == list(wanted)
    for name, tensor in wanted.items():
        assert (table[name].shape, f"torch.{table[name].dtype}") == (tuple(tensor.shape), str(tensor.dtype))
        assert content(table[name]) == tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


@FORMATS
def test_what_training_scripts_save_beside_the_weights_is_passed_over(zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "mp_rank_00_model_states.pt"
    beside = {
        "args": argparse.Namespace(lr=1e-4, dtype=torch.float16, device=torch.device("cpu"), names={"a", "b"}, size=torch.Size([2, 3])),
        "module": collections.OrderedDict(weight=torch.ones(2, 3)), "optimizer": None, "counts": collections.Counter("abc"),
        "rng": torch.get_rng_state(), "bytes": b"123", "big": 1 << 90, "nested": {1: [(), [1.5, True, None]]},
    }  # fmt: skip
    torch.save(beside, path, _use_new_zipfile_serialization=zipped)
    table, _ = torch_file.read_table(path, sat.module_of)
    assert list(table) == ["weight"]
    assert content(table["weight"]) == torch.ones(2, 3).numpy().tobytes()


@FORMATS
def test_tables_are_read_without_torch(zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "pytorch_model.bin"
    torch.save({"weight": torch.ones(2, 3)}, path, _use_new_zipfile_serialization=zipped)
    script = (
        "import sys; from pathlib import Path; from glm_deploy.checkpoint import torch_file;"
        "print(torch_file.read_table(Path(sys.argv[1]))[0]['weight'].shape, 'torch' in sys.modules)"
    )
    source = PROJECT_ROOT / "python" / "src"
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=source, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["(2,", "3)", "False"]


@pytest.mark.skipif(sys.platform == "win32", reason="the resource module is POSIX")
@FORMATS
def test_memory_does_not_grow_with_the_file(zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "pytorch_model.bin"
    torch.save({f"layer.{n}": torch.zeros(4 << 20) for n in range(16)}, path, _use_new_zipfile_serialization=zipped)
    script = (
        "import resource, sys; from pathlib import Path; from glm_deploy.checkpoint import torch_file\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before, buffer = peak(), memoryview(bytearray(1 << 20))\n"
        "for info in torch_file.read_table(Path(sys.argv[1]))[0].values():\n"
        "    for start in range(0, info.nbytes, len(buffer)): info.blob.read_into(start, buffer)\n"
        "print(peak() - before)"
    )
    source = PROJECT_ROOT / "python" / "src"
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=source, capture_output=True, text=True, timeout=120, check=True)
    assert path.stat().st_size > 256 << 20
    grown = int(done.stdout) << (0 if sys.platform == "darwin" else 10)
    assert grown < 32 << 20
