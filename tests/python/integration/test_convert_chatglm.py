"""Converted ChatGLM2/3 and GLM-4 models give the logits of their formulas; a wrong rule does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from support import chatglm_checkpoint as small
from support import reference_chatglm as reference
from transformers import AutoModelForCausalLM

from glm_deploy import artifact, events
from glm_deploy.convert import chatglm, convert_checkpoint
from glm_deploy.convert.family import Family, Part, Plan
from glm_deploy.errors import GlmError

LIMIT = 1e-5
V2_CODE = "seq_idx = torch.arange(seq_len, dtype=dtype, device=device) / self.rope_ratio\n"
VARIANTS: dict[str, tuple[dict[str, Any], float]] = {
    "chatglm3": ({}, 1.0),
    "chatglm3-32k": ({"rope_ratio": 50}, 1.0),
    "chatglm2": ({"_name_or_path": "THUDM/chatglm2-6b", "transformers_version": "4.27.1"}, 1.0),
    "chatglm2-32k": ({"_name_or_path": "THUDM/chatglm2-6b-32k", "rope_ratio": 4}, 4.0),
    "codegeex2": ({"_name_or_path": "THUDM/codegeex2-6b"}, 1.0),
    "glm4": (
        {
            "_name_or_path": "THUDM/glm-4-9b", "rope_ratio": 500, "layernorm_epsilon": 1.5625e-07, "eos_token_id": [3, 4, 5],
            "multi_query_group_num": 4,
        }, 1.0,
    ),
    "heads not grouped": ({"multi_query_attention": False}, 1.0),
}


@pytest.fixture(autouse=True)
def quiet():
    with events.sink(lambda event: None):
        yield


def make(folder: Path, change: dict[str, Any], **options: Any) -> tuple[Path, dict[str, Any], dict[str, torch.Tensor]]:
    config = {**small.SMALL, **change}
    state = small.random_state(config)
    return small.write(folder, config, state, **options), config, state


def load(folder: Path) -> Any:
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, trust_remote_code=False).eval()


def tokens(length: int, batch: int = 1) -> torch.Tensor:
    return torch.randint(0, 256, (batch, length), generator=torch.Generator().manual_seed(length))


@pytest.mark.parametrize("variant", VARIANTS)
@torch.no_grad()
def test_logits_of_every_variant(variant: str, tmp_path: Path) -> None:
    change, divide = VARIANTS[variant]
    source, config, state = make(tmp_path / "source", change, kind="safetensors" if variant == "glm4" else "bin")
    record = convert_checkpoint(source, tmp_path / "out", dtype="float32", verify="forward", shard_size=100_000)
    assert record.facts["family"] == ("chatglm3" if variant == "heads not grouped" else variant.removesuffix("-32k"))
    model = load(tmp_path / "out")
    asked = tokens(40, 2)
    want = reference.logits(config, state, asked, divide=divide)
    assert (model(asked).logits - want).abs().max() <= LIMIT
    past = None
    cached = []
    for place in range(asked.shape[1]):
        step = model(asked[:, place : place + 1], past_key_values=past, use_cache=True)
        past = step.past_key_values
        cached.append(step.logits)
    assert (torch.cat(cached, 1) - want).abs().max() <= LIMIT
    mask = torch.ones_like(asked)
    mask[0, :13] = 0
    padded = model(asked, attention_mask=mask, position_ids=(mask.cumsum(-1) - 1).clamp(min=0)).logits
    assert ((padded - reference.logits(config, state, asked, mask, divide)) * mask[..., None]).abs().max() <= LIMIT
    assert artifact.find_fault(tmp_path / "out", record.key, thorough=True) == (record, "")


@torch.no_grad()
def test_past_2048_tokens(tmp_path: Path) -> None:
    source, config, state = make(tmp_path / "source", {"rope_ratio": 50})
    convert_checkpoint(source, tmp_path / "out", dtype="float32")
    asked = tokens(2300)
    assert (load(tmp_path / "out")(asked).logits - reference.logits(config, state, asked)).abs().max() <= LIMIT


def test_the_published_code_decides_what_rope_ratio_means(tmp_path: Path) -> None:
    source, _, _ = make(tmp_path / "source", {"rope_ratio": 4, "_name_or_path": ""})
    (source / "modeling_chatglm.py").write_text(V2_CODE)
    assert chatglm.rope(opened(source)) == {"rope_type": "linear", "rope_theta": 10000.0, "partial_rotary_factor": 0.5, "factor": 4.0}
    (source / "modeling_chatglm.py").write_text("base = base * self.rope_ratio\n")
    assert chatglm.rope(opened(source))["rope_theta"] == 40000.0


def opened(source: Path) -> Any:
    from glm_deploy.checkpoint import open_checkpoint

    return open_checkpoint(source)


def altered(change: Callable[[Plan], Plan]) -> tuple[Family, ...]:
    family = next(family for family in chatglm.FAMILIES if family.name == "chatglm3")
    return (dataclasses.replace(family, plan=lambda checkpoint: change(family.plan(checkpoint))),)


def halves_swapped(plan: Plan) -> Plan:
    rules = [
        dataclasses.replace(rule, parts=tuple(Part(p.tensor, rows) for p in rule.parts for rows in ((96, 192), (0, 96))))
        if "gate_up" in rule.target else rule for rule in plan.rules
    ]  # fmt: skip
    return dataclasses.replace(plan, rules=tuple(rules))


def pairs_reordered(plan: Plan) -> Plan:
    """Query and key rows in half-rotation order, as a converter for another rotary layout would write them."""
    order = [0, 2, 4, 6, 1, 3, 5, 7, *range(8, 16)]
    rules = []
    for rule in plan.rules:
        part = rule.parts[0]
        if ".q_proj." in rule.target or ".k_proj." in rule.target:
            start, stop = part.rows or (0, 0)
            rows = [head + offset for head in range(start, stop, 16) for offset in order]
            rule = dataclasses.replace(rule, parts=tuple(Part(part.tensor, (row, row + 1)) for row in rows))
        rules.append(rule)
    return dataclasses.replace(plan, rules=tuple(rules))


@pytest.mark.parametrize("change", [halves_swapped, pairs_reordered])
def test_a_wrong_rule_does_not_pass_the_forward_comparison(change: Callable[[Plan], Plan], tmp_path: Path) -> None:
    source, _, _ = make(tmp_path / "source", {})
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(source, tmp_path / "out", verify="forward", families=altered(change))
    assert caught.value.id == "convert-forward-differs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]


def quantize(tensor: torch.Tensor, bits: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """As the publisher does: packed numbers, scales, and the values that they stand for."""
    top = 127 if bits == 8 else 7
    scale = (tensor.float().abs().amax(1) / top).half()
    numbers = (tensor.float() / scale.float()[:, None]).round().clamp(-top, top).to(torch.int8)
    values = numbers.float() * scale.float()[:, None]
    if bits == 4:
        numbers = ((numbers[:, 0::2] << 4) | (numbers[:, 1::2] & 15)).to(torch.int8)
    return numbers, scale, values


@pytest.mark.parametrize("bits", [4, 8])
@torch.no_grad()
def test_the_publishers_quantized_weights_come_back_exactly(bits: int, tmp_path: Path) -> None:
    config = {**small.SMALL, "quantization_bit": bits}
    state = small.random_state(config)
    stored = dict(state)
    for name in list(state):
        if ".layers." in name and state[name].dim() == 2:
            stored[name], stored[name + "_scale"], state[name] = quantize(state[name], bits)
    source = small.write(tmp_path / "source", config, stored, shards=1)
    record = convert_checkpoint(source, tmp_path / "out", dtype="float32", verify="forward")
    assert record.facts["tensors"]["derived"] == 16 + 2
    asked = tokens(30)
    assert (load(tmp_path / "out")(asked).logits - reference.logits(config, state, asked)).abs().max() <= LIMIT


@pytest.mark.parametrize(("dtype", "kind"), [("bfloat16", "bf16"), ("float16", "fp16"), ("float32", "fp32")])
def test_output_types_and_settings(dtype: str, kind: str, tmp_path: Path) -> None:
    source, _, state = make(tmp_path / "source", {})
    generation = {"max_length": 2048, "top_p": 0.92, "temperature": 0.85, "num_beams": 1, "do_sample": True}
    record = convert_checkpoint(source, tmp_path / "out", dtype=dtype, generation=generation, inputs={"a": 1})
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype="auto")
    assert record.kind == kind
    assert record.key == artifact.key_of({"a": 1})
    assert model.dtype is getattr(torch, dtype)
    assert torch.equal(model.lm_head.weight, state["transformer.output_layer.weight"].to(getattr(torch, dtype)))
    assert (model.generation_config.top_p, model.generation_config.eos_token_id, model.generation_config.pad_token_id) == (0.92, [2], 0)


def test_a_native_checkpoint_passes_through(tmp_path: Path) -> None:
    source, _, _ = make(tmp_path / "source", {})
    convert_checkpoint(source, tmp_path / "once", dtype="float16")
    (tmp_path / "once" / "artifact.json").unlink()
    record = convert_checkpoint(tmp_path / "once", tmp_path / "twice", dtype="float16", shard_size=100_000)
    assert record.facts["family"] == "glm-native"
    first, second = load(tmp_path / "once").state_dict(), load(tmp_path / "twice").state_dict()
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_float16_overflow_is_refused(tmp_path: Path) -> None:
    config = dict(small.SMALL)
    state = small.random_state(config, torch.bfloat16)
    state["transformer.output_layer.weight"][7, 7] = 1e6
    source = small.write(tmp_path / "source", config, state)
    with pytest.raises(GlmError) as caught:
        convert_checkpoint(source, tmp_path / "out", dtype="float16")
    assert caught.value.id == "convert-overflow"
    assert not (tmp_path / "out").exists()


def test_the_old_torch_format_and_repeatability(tmp_path: Path) -> None:
    source, _, state = make(tmp_path / "source", {}, shards=1)
    first = convert_checkpoint(source, tmp_path / "one")
    again = convert_checkpoint(source, tmp_path / "two")
    torch.save(state, source / "pytorch_model.bin", _use_new_zipfile_serialization=False)
    old = convert_checkpoint(source, tmp_path / "three")
    assert old.facts["source_layout"] == "torch-legacy"
    weights = [next(entry.sha256 for entry in record.outputs if entry.name == "model.safetensors") for record in (first, again, old)]
    # The order of the file follows the source; the old format has none, so only equal formats give equal files.
    assert weights[0] == weights[1]
    values = [load(tmp_path / name).state_dict() for name in ("one", "three")]
    assert all(torch.equal(values[0][name], values[1][name]) for name in values[0])
