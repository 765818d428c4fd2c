"""GLM-4 in its native format: what its config leaves out, what it must not say, and the settings that lie beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, Glm4Config, Glm4ForCausalLM, GlmConfig, GlmForCausalLM

from glm_deploy import events
from glm_deploy.convert import convert_checkpoint, inspection
from glm_deploy.errors import GlmError

SMALL: dict[str, Any] = {
    "vocab_size": 160, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 16, "initializer_range": 0.1, "pad_token_id": 0, "eos_token_id": 2,
}  # fmt: skip


@pytest.fixture(autouse=True)
def warnings():
    said: list[str] = []
    with events.sink(lambda event: said.append(event["message"]) if event["level"] == "warning" else None):
        yield said


def source(folder: Path, *, four: bool = False, without: tuple[str, ...] = (), generation: Any = None, **change: Any) -> Path:
    torch.manual_seed(5)
    model = Glm4ForCausalLM(Glm4Config(**SMALL)) if four else GlmForCausalLM(GlmConfig(**SMALL))
    model.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | change
    (folder / "config.json").write_text(json.dumps({key: value for key, value in config.items() if key not in without}))
    (folder / "generation_config.json").unlink(missing_ok=True)
    if generation is not None:
        (folder / "generation_config.json").write_text(json.dumps(generation))
    return folder


def read(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("four", [False, True])
def test_what_config_leaves_to_the_class_is_written_out(four: bool, tmp_path: Path) -> None:
    place = source(tmp_path / "source", four=four, without=("rms_norm_eps", "hidden_act", "tie_word_embeddings", "attention_bias"))
    convert_checkpoint(place, tmp_path / "out", verify="forward", dtype="float32")
    config = read(tmp_path / "out", "config.json")
    assert (config["rms_norm_eps"], config["hidden_act"], config["attention_bias"]) == (1.5625e-07, "silu", True)


@pytest.mark.parametrize(
    "change",
    [
        {"rms_norm_eps": -1.0}, {"rms_norm_eps": 1e9}, {"rope_theta": 0.0}, {"rope_theta": 1e99},
        {"rope_parameters": {"rope_type": "default", "rope_theta": 0.0, "partial_rotary_factor": 0.5}},
        {"rope_parameters": {"rope_type": "default", "rope_theta": 1e4, "partial_rotary_factor": -0.5}},
        {"rope_scaling": {"rope_type": "linear", "factor": 0.0}},
    ],
)  # fmt: skip
def test_numbers_that_make_nan_are_refused(change: dict[str, Any], tmp_path: Path) -> None:
    place = source(tmp_path / "source", **change)
    with pytest.raises(GlmError, match="expected a number from") as caught:
        convert_checkpoint(place, tmp_path / "out")
    assert caught.value.id == "checkpoint-config-invalid"
    assert [problem["id"] for problem in inspection.inspect_checkpoint(place).problems] == ["checkpoint-config-invalid"]


PUBLISHED = {
    "eos_token_id": [7, 8], "pad_token_id": 6, "do_sample": True, "temperature": 0.8, "top_p": 0.9, "max_length": 90,
    "custom_generate": "somewhere", "_from_model_config": True, "transformers_version": "4.44.0",
}  # fmt: skip


def test_the_publishers_generation_settings_come_along(tmp_path: Path) -> None:
    place = source(tmp_path / "source", without=("eos_token_id", "pad_token_id"), generation=PUBLISHED)
    record = convert_checkpoint(place, tmp_path / "out")
    want = {"eos_token_id": [7, 8], "pad_token_id": 6, "do_sample": True, "temperature": 0.8, "top_p": 0.9, "max_length": 90}
    assert read(tmp_path / "out", "generation_config.json") == want
    assert record.facts["stop_ids"] == [7, 8]
    assert read(tmp_path / "out", "config.json")["eos_token_id"] == [7, 8]
    assert AutoModelForCausalLM.from_pretrained(tmp_path / "out").generation_config.eos_token_id == [7, 8]


def test_the_manifests_settings_go_before_the_publishers_but_stops_add_up(tmp_path: Path) -> None:
    place = source(tmp_path / "source", generation=PUBLISHED)
    convert_checkpoint(place, tmp_path / "out", generation={"top_k": 5})
    assert read(tmp_path / "out", "generation_config.json") == {"top_k": 5, "eos_token_id": [2, 7, 8], "pad_token_id": 0}


@pytest.mark.parametrize(
    "change", [{"eos_token_id": [7, 160]}, {"temperature": "warm"}, {"top_p": 3}, {"do_sample": 1}, {"max_length": -1}]
)
def test_settings_that_cannot_be_are_refused(change: dict[str, Any], tmp_path: Path) -> None:
    place = source(tmp_path / "source", generation={**PUBLISHED, **change})
    with pytest.raises(GlmError, match=r"generation_config\.json has") as caught:
        convert_checkpoint(place, tmp_path / "out")
    assert caught.value.id == "checkpoint-config-invalid"
    assert len(inspection.inspect_checkpoint(place).problems) == 1


def test_where_nothing_ends_an_answer_generate_runs_all_the_same(tmp_path: Path) -> None:
    place = source(tmp_path / "source", without=("eos_token_id", "pad_token_id"))
    record = convert_checkpoint(place, tmp_path / "out")
    assert (record.facts["stop_ids"], read(tmp_path / "out", "generation_config.json")) == ([], {})
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    assert model.generate(torch.tensor([[5, 6]]), max_new_tokens=3, do_sample=False).shape == (1, 5)


def test_a_missing_tokenizer_is_said(tmp_path: Path, warnings: list[str]) -> None:
    place = source(tmp_path / "source")
    (place / "tokenizer_config.json").write_text("{}")
    record = convert_checkpoint(place, tmp_path / "out")
    assert record.facts["tokenizer"] == {"kind": "missing", "files": ["tokenizer_config.json"]}
    assert any("holds no tokenizer (tokenizer.json)" in text for text in warnings)
