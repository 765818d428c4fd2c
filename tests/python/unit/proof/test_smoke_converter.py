"""A converter that mixes up halves or rotary pairs does not get past the smoke test, even when its reference is as wrong as itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from glm_deploy import smoke
from glm_deploy.convert import chatglm, convert_checkpoint
from glm_deploy.convert.family import TensorRule
from glm_deploy.errors import PROJECT_ROOT

SOURCE = PROJECT_ROOT / "manifests" / "models" / "demo"
LOCK = json.loads((PROJECT_ROOT / "manifests" / "locks" / "demo.linux-64.json").read_text(encoding="utf-8"))


def convert_and_test(folder: Path) -> smoke.Verdict:
    """As the pipeline does: the artefact and its float32 reference come from the same converter."""
    convert_checkpoint(SOURCE, folder / "bf16", dtype="bfloat16", generation=LOCK["generation"], inputs={})
    convert_checkpoint(SOURCE, folder / "float32", dtype="float32", inputs={})
    settings = {**LOCK["smoke"], "repeats": 6}
    artefacts = {"bf16": folder / "bf16"}
    return smoke.smoke_test(artefacts, folder / "float32", folder / "out", smoke=settings, generation=LOCK["generation"], inputs={})


def test_the_true_converter_recites(tmp_path):
    figures = convert_and_test(tmp_path).measurements["artefacts"]["bf16"]
    assert all(entry["match"] for entry in figures["recitations"])
    assert figures["logit_error"]["value"] < 0.01


def test_gate_and_up_swapped_in_the_converter(tmp_path, monkeypatch):
    true_rule = chatglm._linear

    def swapped(checkpoint, target, source, shape):
        rule = true_rule(checkpoint, target, source, shape)
        if not target.endswith("gate_up_proj.weight"):
            return rule
        (part,), half = rule.parts, shape[0] // 2
        return TensorRule(target, shape, (replace(part, rows=(half, 2 * half)), replace(part, rows=(0, half))))

    monkeypatch.setattr(chatglm, "_linear", swapped)
    with pytest.raises(smoke.SmokeError) as caught:
        convert_and_test(tmp_path)
    assert caught.value.id == "smoke-recitation"


def test_rotary_pairs_read_as_halves_in_the_converter(tmp_path, monkeypatch):
    true_rows = chatglm._qkv_rows

    def permuted(size, queries, keys, grouped):
        head, found = size["head"], true_rows(size, queries, keys, grouped)
        rotary = [*range(0, head // 2, 2), *range(1, head // 2, 2), *range(head // 2, head)]
        for name in "qk":
            ((first, last),) = found[name]
            found[name] = [(start + row, start + row + 1) for start in range(first, last, head) for row in rotary]
        return found

    monkeypatch.setattr(chatglm, "_qkv_rows", permuted)
    with pytest.raises(smoke.SmokeError) as caught:
        convert_and_test(tmp_path)
    assert caught.value.id == "smoke-recitation"
