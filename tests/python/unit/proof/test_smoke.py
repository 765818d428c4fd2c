"""The smoke test passes sound models and refuses broken ones, with figures in both cases."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from glm_deploy import artifact, leak, measure, quantize, smoke
from glm_deploy.errors import GlmError
from glm_deploy.smoke import speed
from glm_deploy.smoke.prompts import Prompt, left_padded

GENERATION = {"max_length": 2048, "top_p": 0.92, "temperature": 0.85, "num_beams": 1, "do_sample": True}
LIMITS = {"bf16": 0.01, "int8": 0.03, "nf4": 0.12}  # Two layers of 64: less room to average than in a grown model.
MIB = 1 << 20


@pytest.fixture(scope="module")
def settled(bf16_model, tmp_path_factory):
    """The tiny model with the manifest's generation settings, as ``convert`` leaves it."""
    folder = tmp_path_factory.mktemp("settled") / "bf16"
    shutil.copytree(bf16_model, folder, copy_function=shutil.copyfile)
    path = folder / "generation_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **GENERATION}), encoding="utf-8")
    return folder


@pytest.fixture
def lock_smoke(prompts):
    return {"limits": dict(LIMITS), "prompts": [dict(prompt) for prompt in prompts], "repeats": 9}


def run(artefacts, reference, out, lock_smoke, generation=GENERATION):
    return smoke.smoke_test(artefacts, reference, out, smoke=lock_smoke, generation=generation, inputs={"n": 1})


def broken(settled, folder, change):
    """A copy whose weights ``change`` altered; returns the folder."""
    shutil.copytree(settled, folder, copy_function=shutil.copyfile)
    state = load_file(folder / "model.safetensors")
    change(state)
    save_file({name: tensor.contiguous() for name, tensor in state.items()}, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def fails(folder, settled, tmp_path, lock_smoke):
    """Run, expect a failure, and return the error with its checks by id."""
    with pytest.raises(smoke.SmokeError) as caught:
        run({"bf16": folder}, settled, tmp_path / "out", lock_smoke)
    assert not (tmp_path / "out").exists()
    assert caught.value.exit_code == 23
    measurements = json.loads(json.dumps(caught.value.partial_data["measurements"], allow_nan=False))
    assert measurements["verdict"] == "fail"
    return caught.value, {check["id"]: check for check in measurements["checks"]}


def test_three_sound_artefacts_pass_with_figures(settled, tmp_path, lock_smoke):
    artefacts = {"bf16": settled}
    for name in ("int8", "nf4"):
        artefacts[name] = tmp_path / name
        quantize.quantize_artifact(settled, artefacts[name], f"bitsandbytes-{name}", inputs={"name": name})
    verdict = run(artefacts, settled, tmp_path / "out", lock_smoke)
    written = json.loads((tmp_path / "out" / "measurements.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(verdict.measurements))
    assert artifact.find_fault(tmp_path / "out", artifact.key_of({"n": 1}))[1] == ""
    assert {check["status"] for check in written["checks"] if check["artefact"] != "nf4"} <= {"pass", "unknown"}
    for name, shown in written["artefacts"].items():
        assert 0 < shown["logit_error"]["value"] <= LIMITS[name]
        assert all(recited["match"] for recited in shown["recitations"])
        assert {figure["unit"] for figure in shown["speed"].values()} == {"s", "tokens/s"}
        assert all(figure["low"] <= figure["median"] <= figure["high"] and figure["how"] for figure in shown["speed"].values())
        assert shown["growth"]["verdict"] in {"no leak", "undecided"}
        assert shown["memory"]["how"]
    errors = [written["artefacts"][name]["logit_error"]["value"] for name in ("bf16", "int8", "nf4")]
    assert errors == sorted(errors)


def test_swapped_gate_and_up_fail(settled, tmp_path, lock_smoke):
    def swap(state):
        for name in [name for name in state if "gate_up" in name]:
            state[name] = torch.cat(list(reversed(state[name].chunk(2))))

    error, checks = fails(broken(settled, tmp_path / "bad", swap), settled, tmp_path, lock_smoke)
    assert error.id == "smoke-logits"
    assert checks["bf16.logits"]["observed"] > 0.1
    assert checks["bf16.recitation"]["status"] == "fail"


def test_wrong_rotary_order_fails(settled, tmp_path, lock_smoke):
    """Adjacent pairs read as halves: the mistake of a converter that permutes as for LLaMA."""

    def permute(state):
        for name in [name for name in state if ".q_proj." in name or ".k_proj." in name]:
            heads = 4 if ".q_proj." in name else 2
            shape = state[name].shape
            split = state[name].view(heads, 16, *shape[1:])
            rotary = split[:, :8].reshape(heads, 4, 2, *shape[1:]).transpose(1, 2).reshape(heads, 8, *shape[1:])
            state[name] = torch.cat([rotary, split[:, 8:]], 1).reshape(shape)

    error, checks = fails(broken(settled, tmp_path / "bad", permute), settled, tmp_path, lock_smoke)
    assert error.id == "smoke-logits"
    assert checks["bf16.logits"]["status"] == "fail"


def test_a_scaled_norm_fails(settled, tmp_path, lock_smoke):
    def scale(state):
        state["model.layers.1.post_attention_layernorm.weight"] *= 1.1

    error, checks = fails(broken(settled, tmp_path / "bad", scale), settled, tmp_path, lock_smoke)
    assert error.id == "smoke-logits"
    assert "%" in checks["bf16.logits"]["evidence"]


def test_nan_in_one_layer_is_named(settled, tmp_path, lock_smoke):
    def poison(state):
        state["model.layers.1.self_attn.o_proj.weight"][3, 5] = torch.nan

    error, checks = fails(broken(settled, tmp_path / "bad", poison), settled, tmp_path, lock_smoke)
    assert error.id == "smoke-not-finite"
    assert "model.layers.1.self_attn.o_proj" in error.message
    found = checks["bf16.finite"]["observed"]
    assert (found["layer"], found["tensor"]) == ("model.layers.1.self_attn.o_proj", "output")
    assert checks["bf16.recitation"]["status"] == "unknown"


def test_wrong_generation_settings_fail(bf16_model, settled, tmp_path, lock_smoke):
    error, checks = fails(bf16_model, settled, tmp_path, lock_smoke)
    assert error.id == "smoke-settings"
    assert "top_p" in checks["bf16.settings"]["evidence"]


def test_a_wrong_expectation_fails_with_the_answer(settled, tmp_path, lock_smoke):
    lock_smoke["prompts"][0]["expect"] = "白日依山尽"
    error, checks = fails(settled, settled, tmp_path, lock_smoke)
    assert error.id == "smoke-recitation"
    assert "床前明月光" in checks["bf16.recitation"]["evidence"]


def test_another_tokenizer_and_a_damaged_folder(settled, tmp_path, lock_smoke):
    other = tmp_path / "other"
    shutil.copytree(settled, other, copy_function=shutil.copyfile)
    template = other / "chat_template.jinja"
    template.write_text(template.read_text(encoding="utf-8").replace("[gMASK]", ""), encoding="utf-8")
    torn = tmp_path / "torn"
    shutil.copytree(settled, torn, copy_function=shutil.copyfile)
    (torn / "model.safetensors").write_bytes(b"\0" * 100)
    with pytest.raises(smoke.SmokeError) as caught:
        run(
            {"bf16": settled, "int8": other, "nf4": torn}, settled, tmp_path / "out", {**lock_smoke, "limits": {"bf16": 0.01, "int8": 0.01}}
        )
    assert set(caught.value.context["checks"]) == {"int8.tokens", "nf4.load"}


def test_a_reference_function_is_used(settled, tmp_path, lock_smoke):
    from transformers import AutoModelForCausalLM

    def doubled():
        model = AutoModelForCausalLM.from_pretrained(settled, dtype=torch.float32)
        with torch.no_grad():
            model.lm_head.weight.mul_(2)
        return model

    with pytest.raises(smoke.SmokeError) as caught:
        run({"bf16": settled}, doubled, tmp_path / "out", lock_smoke)
    assert caught.value.id == "smoke-logits"
    check = next(check for check in caught.value.partial_data["measurements"]["checks"] if check["id"] == "bf16.logits")
    assert check["observed"] == pytest.approx(0.5, abs=0.01)


def test_a_missing_limit_is_unknown_not_passed(settled, tmp_path, lock_smoke):
    lock_smoke["limits"] = {}
    verdict = run({"bf16": settled}, settled, tmp_path / "out", lock_smoke)
    statuses = {check["id"]: check["status"] for check in verdict.measurements["checks"]}
    assert statuses["bf16.logits"] == "unknown"


def test_a_leak_fails(settled, tmp_path, lock_smoke, monkeypatch):
    kept = []
    real = speed.generate

    def hoard(model, question, settings, streamer=None):
        block = bytearray(MIB)
        block[::4096] = b"x" * 256
        kept.append(block)
        return real(model, question, settings, streamer)

    monkeypatch.setattr(speed, "generate", hoard)
    error, checks = fails(settled, settled, tmp_path, {**lock_smoke, "repeats": 12})
    assert error.id == "smoke-leak"
    assert checks["bf16.growth"]["observed"] == pytest.approx(MIB, rel=0.2)
    assert checks["bf16.growth"]["limit"] == leak.DEFAULT_TOLERANCE


def test_growth_is_unknown_where_no_gauge_can_be_believed(settled, tmp_path, lock_smoke, monkeypatch):
    monkeypatch.setattr(measure, "memory_gauge", lambda: None)
    verdict = run({"bf16": settled}, settled, tmp_path / "out", lock_smoke)
    check = next(check for check in verdict.measurements["checks"] if check["id"] == "bf16.growth")
    assert check["status"] == "unknown"
    assert "test allocation" in check["evidence"]


def test_nothing_to_test(settled, tmp_path):
    for artefacts, prompts in (({}, [{"user": "a", "expect": "b"}]), ({"bf16": settled}, [])):
        with pytest.raises(GlmError) as caught:
            run(artefacts, settled, tmp_path / "out", {"prompts": prompts})
        assert caught.value.id == "smoke-nothing"


def test_verb(settled, tmp_path, lock_smoke):
    data = smoke.run_verb({
        "contract": 1, "verb": "smoke", "artefacts": {"bf16": str(settled)}, "reference": str(settled),
        "out": str(tmp_path / "out"), "smoke": lock_smoke, "generation": GENERATION,
    })  # fmt: skip
    assert data["verdict"] == "pass"
    assert data["measurements"]["artefacts"]["bf16"]["verdict"] == "pass"


@pytest.mark.parametrize(
    ("answer", "whole", "match"), [("ab ", True, True), ("abc", True, False), ("abc", False, True), ("xab", False, False)]
)
def test_matching(answer, whole, match):
    assert Prompt.of({"user": "q", "expect": "ab", "match": "whole" if whole else "prefix"}).matches(answer) is match


def test_left_padding():
    ids, mask = left_padded([torch.tensor([[5, 6]]), torch.tensor([[7, 8, 9]])], 1)
    assert ids.tolist() == [[1, 5, 6], [7, 8, 9]]
    assert mask.tolist() == [[0, 1, 1], [1, 1, 1]]
