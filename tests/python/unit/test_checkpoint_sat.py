"""Checkpoints in SAT's tensor-parallel form: ranks of one model, with what training left beside the weights."""

from __future__ import annotations

import argparse
import collections
from pathlib import Path

import pytest
import torch
from support.hostile import Foreign, refused

from glm_deploy.checkpoint import open_checkpoint


def write_sat(folder: Path, *states: object) -> Path:
    (folder / "1").mkdir(parents=True)
    (folder / "latest").write_text("1")
    for rank, state in enumerate(states):
        torch.save(state, folder / "1" / f"mp_rank_{rank:02d}_model_states.pt")
    return folder


def test_sat_ranks_with_training_arguments(tmp_path: Path) -> None:
    args = argparse.Namespace(hidden_size=4, fp16=True)
    state = {"module": collections.OrderedDict(a=torch.arange(6.0).reshape(2, 3)), "args": args, "iteration": 7}
    opened = open_checkpoint(write_sat(tmp_path / "s", state, state))
    assert opened.layout == "sat"
    assert sorted(opened.tensors) == ["mp_rank_00/a", "mp_rank_01/a"]
    assert opened.shape("mp_rank_01/a") == (2, 3)


@pytest.mark.parametrize(
    ("states", "error_id"),
    [
        ([{"module": {"a": torch.ones(1)}, "rng": Foreign()}], "checkpoint-pickle-refused"),
        ([{"a": torch.ones(1)}], "checkpoint-tensor-refused"),
        ([{"module": {"a": torch.ones(1)}}, {"module": {"b": torch.ones(1)}}], "checkpoint-index-mismatch"),
    ],
)
def test_sat_refused(states: list, error_id: str, tmp_path: Path) -> None:
    refused(write_sat(tmp_path / "s", *states), error_id)


def test_sat_latest_may_not_leave_the_folder(tmp_path: Path) -> None:
    folder = write_sat(tmp_path / "s", {"module": {"a": torch.ones(1)}})
    (folder / "latest").write_text("../elsewhere")
    refused(folder, "path-unsafe")


def test_sat_rank_missing(tmp_path: Path) -> None:
    state = {"module": {"a": torch.ones(1)}}
    folder = write_sat(tmp_path / "s", state, state)
    (folder / "1" / "mp_rank_00_model_states.pt").unlink()
    refused(folder, "checkpoint-shard-missing")
