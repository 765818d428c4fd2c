"""Published checkpoints of random weights, and their conversion by a family's own rules through the true streaming writer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from glm_deploy.checkpoint import blobs
from glm_deploy.checkpoint.opening import open_checkpoint
from glm_deploy.convert import account, registry, stream, verify
from glm_deploy.convert.family import Family


def write_source(folder: Path, config: dict[str, Any], state: dict[str, torch.Tensor]) -> Path:
    """A folder as a publisher released it: ``config.json`` and one ``pytorch_model.bin``."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    torch.save(state, folder / "pytorch_model.bin")
    return folder


def convert(families: tuple[Family, ...], source: Path, out: Path, dtype: str = "float32") -> account.Account:
    """Convert ``source`` to ``out`` by the one family that matches it; returns the account of its tensors."""
    checkpoint = open_checkpoint(source)
    family = registry.recognise(checkpoint)
    assert family in families, f"taken for {family.name}"
    config, plan = family.target_config(checkpoint), family.plan(checkpoint)
    verify.check_targets(plan, verify.expected_shapes(family, config))
    settled = account.settle(checkpoint, plan)
    stream.check_ties(checkpoint, plan.drops)
    out.mkdir(parents=True)
    stream.write_weights(checkpoint, plan, out, dtype, 1 << 30)
    verify.compare_samples(checkpoint, plan, out, dtype)
    blobs.release()
    (out / "config.json").write_text(json.dumps({**config, "dtype": dtype}), encoding="utf-8")
    return settled
