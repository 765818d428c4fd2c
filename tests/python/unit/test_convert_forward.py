"""``--verify forward`` for every family that converts: it runs, agrees, and notices a converted model that computes something else."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from support import conversion, tiny_10b, tiny_130b, tiny_prefix, tiny_v1
from transformers import Glm4Config, Glm4ForCausalLM, GlmConfig, GlmForCausalLM

from glm_deploy import events
from glm_deploy.checkpoint import open_checkpoint
from glm_deploy.convert import convert_checkpoint, forward, registry
from glm_deploy.convert.family import Plan, TensorRule
from glm_deploy.errors import GlmError

Make = Callable[[Path], Path]


@pytest.fixture(autouse=True)
def quiet():
    with events.sink(lambda event: None):
        yield


def glm_10b_training_file(folder: Path) -> Path:
    return tiny_10b.write_raw(folder, tiny_10b.source_state(), "glm.")


def glm_130b(ranks: int, bits: int = 0) -> Make:
    return lambda folder: tiny_130b.write_ranks(folder, ranks, bits)


def prefix(config: dict[str, Any], width: int, projection: bool, start: str = "transformer.prefix_encoder.") -> Make:
    fields = {**config, "pre_seq_len": tiny_prefix.LENGTH, "prefix_projection": projection}
    return lambda folder: conversion.write_source(folder, fields, tiny_prefix.encoder(width, projection, start))


def native(build: type, config_class: type, **changes: Any) -> Make:
    def make(folder: Path) -> Path:
        torch.manual_seed(5)
        config = config_class(
            vocab_size=160, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
            head_dim=16, initializer_range=0.1, pad_token_id=0, eos_token_id=2, **changes,
        )  # fmt: skip
        model = build(config)
        for name, values in model.state_dict().items():
            values.add_(torch.randn(values.shape) * 0.1) if "norm" in name or "bias" in name else None
        model.save_pretrained(folder)
        return folder

    return make


CASES: dict[str, Make] = {
    "chatglm_v1": tiny_v1.write,
    "glm_10b": tiny_10b.write,
    "glm_10b training file": glm_10b_training_file,
    "glm_130b 1 rank": glm_130b(1),
    "glm_130b 4 ranks": glm_130b(4),
    "glm_130b int8": glm_130b(2, 8),
    "glm_130b int4": glm_130b(2, 4),
    "ptuning v1": prefix(tiny_prefix.V1, 256, projection=False),
    "ptuning v1 projected": prefix(tiny_prefix.V1, 256, projection=True, start=""),
    "ptuning v2": prefix(tiny_prefix.V2, 128, projection=False),
    "glm native": native(GlmForCausalLM, GlmConfig),
    "glm native tied, other base": native(GlmForCausalLM, GlmConfig, tie_word_embeddings=True, rope_theta=5e6, attention_bias=False),
    "glm4 native": native(Glm4ForCausalLM, Glm4Config),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_every_family_is_run_beside_its_source(case: str, dtype: str, tmp_path: Path) -> None:
    record = convert_checkpoint(CASES[case](tmp_path / "source"), tmp_path / "out", dtype=dtype, verify="forward")
    found = record.facts["verified"]["forward"]
    assert found["largest_logit"] > 0.1, "a comparison of nothing proves nothing"
    # Half of what is allowed, so that another processor's order of summing does not fail what is right.
    assert found["max_difference"] <= found["allowed"] / 2
    assert (found["layers"], found["precision"], found["weights"]) == (2, "float32", dtype)


def test_no_family_is_without_a_proof() -> None:
    assert all(family.forward for family in registry.all_families())


def swapped_rows(plan: Plan, end: str) -> Plan:
    """The halves of every tensor of that name exchanged: what a faulty rule would do."""
    rules = []
    for rule in plan.rules:
        if rule.target.endswith(end) and len(rule.parts) == 1:
            half = rule.shape[0] // 2
            parts = tuple(dataclasses.replace(rule.parts[0], rows=rows) for rows in ((half, rule.shape[0]), (0, half)))
            rule = TensorRule(rule.target, rule.shape, parts)
        rules.append(rule)
    return dataclasses.replace(plan, rules=tuple(rules))


def ranks_exchanged(plan: Plan, end: str) -> Plan:
    rules = [dataclasses.replace(rule, parts=rule.parts[::-1]) if rule.target.endswith(end) else rule for rule in plan.rules]
    return dataclasses.replace(plan, rules=tuple(rules))


@pytest.mark.parametrize(
    ("case", "fault", "end"),
    [
        ("chatglm_v1", swapped_rows, "qkv_proj.weight"),
        ("glm_10b", swapped_rows, "qkv_proj.weight"),
        ("glm_10b", swapped_rows, "block_position_embeddings.weight"),
        ("glm_130b 4 ranks", ranks_exchanged, "up_gate_proj.weight"),
        ("glm_130b 4 ranks", ranks_exchanged, "o_proj.weight"),
        ("ptuning v1", swapped_rows, "embedding.weight"),
        ("glm native", swapped_rows, "gate_up_proj.weight"),
        ("glm4 native", swapped_rows, "post_mlp_layernorm.weight"),
    ],
)
def test_a_faulty_rule_is_noticed(case: str, fault: Callable[[Plan, str], Plan], end: str, tmp_path: Path) -> None:
    source = CASES[case](tmp_path / "source")
    family = registry.recognise(open_checkpoint(source))
    altered = dataclasses.replace(family, plan=lambda checkpoint: fault(family.plan(checkpoint), end))
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(source, tmp_path / "out", dtype="float32", verify="forward", families=(altered,))
    assert caught.value.id == "convert-forward-differs"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("case", "change"),
    [
        ("chatglm_v1", {"residual_scale": 2.0}),
        ("chatglm_v1", {"gmask_token_id": 5}),
        ("glm_10b", {"hidden_act": "relu"}),
        ("glm_10b", {"smask_token_id": 131, "gmask_token_id": 7}),
        ("glm_130b 1 rank", {"mask_token_id": 7}),
        ("glm native", {"rope_theta": 500.0}),
        ("chatglm_v1", {"layer_norm_eps": 1e-6}),
        ("glm_10b", {"layer_norm_eps": 1.2e-5}),
        ("glm_130b 1 rank", {"layer_norm_eps": 1.2e-5}),
        ("glm_130b 1 rank", {"rotary_precision": "float16-frequencies"}),
        ("glm native", {"rms_norm_eps": 1e-5}),
        ("glm4 native", {"rms_norm_eps": 1e-5}),
        ("chatglm_v1", {"residual_scale": 2.0001}),
    ],
)
def test_a_config_that_says_something_else_is_noticed(case: str, change: dict[str, Any], tmp_path: Path) -> None:
    """Prompts contain what positions and visibility depend on, so a wrong token id cannot hide."""
    source = CASES[case](tmp_path / "source")
    convert_checkpoint(source, tmp_path / "out", dtype="float32")
    checkpoint = open_checkpoint(source)
    family = registry.recognise(checkpoint)
    good = forward.compare(checkpoint, family, tmp_path / "out", "float32")
    assert good["max_difference"] <= good["allowed"] / 2
    config = json.loads((tmp_path / "out" / "config.json").read_text())
    if "rope_theta" in change:
        change = {"rope_parameters": {**config["rope_parameters"], **change}}
    (tmp_path / "out" / "config.json").write_text(json.dumps({**config, **change}))
    with pytest.raises(GlmError) as caught:
        forward.compare(checkpoint, family, tmp_path / "out", "float32")
    assert caught.value.id == "convert-forward-differs"


def test_rotary_positions_without_a_formula_are_refused_before_the_work(tmp_path: Path) -> None:
    source = CASES["glm4 native"](tmp_path / "source")
    config = json.loads((source / "config.json").read_text())
    config["rope_parameters"] = {**config["rope_parameters"], "rope_type": "dynamic", "factor": 4.0}
    (source / "config.json").write_text(json.dumps(config))
    with pytest.raises(GlmError, match="type 'dynamic'") as caught:
        convert_checkpoint(source, tmp_path / "out", verify="forward")
    assert caught.value.id == "convert-forward-unavailable"
    assert not (tmp_path / "out").exists()


def test_gmask_of_the_chinese_training_file(tmp_path: Path) -> None:
    size = dataclasses.replace(tiny_10b.SIZE, layers=48, hidden=64, heads=1, inner=256)
    source = tiny_10b.write_raw(tmp_path / "source", tiny_10b.source_state(50048, size))
    found = convert_checkpoint(source, tmp_path / "out", dtype="float32", verify="forward").facts["verified"]["forward"]
    assert found["max_difference"] <= found["allowed"]


def test_few_layers_where_memory_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forward, "_available", lambda: 0)
    for name in ("glm_130b 4 ranks", "glm4 native"):
        record = convert_checkpoint(CASES[name](tmp_path / name), tmp_path / "out", dtype="float32", verify="forward")
        assert record.facts["verified"]["forward"]["layers"] == 1
        assert record.facts["verified"]["forward"]["max_difference"] <= forward.LIMIT
