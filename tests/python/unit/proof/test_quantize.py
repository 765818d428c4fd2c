"""Quantization of a real tiny GLM: written, proved, reloadable; and every refusal."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from glm_deploy import artifact, quantize
from glm_deploy.errors import GlmError
from glm_deploy.loading import load_model
from glm_deploy.quantize import bitsandbytes as back_end

METHODS = ["bitsandbytes-int8", "bitsandbytes-nf4"]


@pytest.fixture(scope="module")
def made(bf16_model, tmp_path_factory):
    base = tmp_path_factory.mktemp("quantized")
    return {
        method: (base / method, quantize.quantize_artifact(bf16_model, base / method, method, inputs={"method": method}))
        for method in METHODS
    }


@pytest.mark.parametrize("method", METHODS)
def test_the_record_tells_what_was_made(made, method):
    folder, record = made[method]
    assert artifact.find_fault(folder, artifact.key_of({"method": method}), thorough=True)[1] == ""
    assert record.kind == "quantize"
    assert len({path.stat().st_mode for path in folder.iterdir()}) == 1, "who may read the config may read the weights"
    assert record.facts["layers"] == 12
    assert record.facts["weight_bytes"] == (folder / "model.safetensors").stat().st_size
    error = record.facts["weight_error"]
    assert 0.001 < error["worst"] < error["limit"]
    assert len(error["by_layer"]) == 12
    assert {"tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "config.json"} <= {entry.name for entry in record.outputs}


@pytest.mark.parametrize("method", METHODS)
def test_it_loads_with_the_auto_classes_and_speaks(made, method, prompts):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder, _ = made[method]
    model, tokenizer = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    turn = [{"role": "user", "content": prompts[0]["user"]}]
    question = tokenizer.apply_chat_template(turn, add_generation_prompt=True, return_tensors="pt", return_dict=True)
    output = model.generate(**question, max_new_tokens=32, do_sample=False)
    assert prompts[0]["expect"] in tokenizer.decode(output[0], skip_special_tokens=True)


def test_settings_are_explicit(made):
    config = json.loads((made["bitsandbytes-nf4"][0] / "config.json").read_text(encoding="utf-8"))["quantization_config"]
    assert config["bnb_4bit_quant_type"] == "nf4"
    assert config["bnb_4bit_use_double_quant"] is True
    assert config["bnb_4bit_compute_dtype"] == "bfloat16"
    config = json.loads((made["bitsandbytes-int8"][0] / "config.json").read_text(encoding="utf-8"))["quantization_config"]
    assert config["load_in_8bit"] is True
    assert config["llm_int8_threshold"] == 6.0


def test_smaller_than_the_source(made, bf16_model):
    source = (bf16_model / "model.safetensors").stat().st_size
    int8, nf4 = (made[method][1].facts["weight_bytes"] for method in METHODS)
    assert nf4 < int8 < source


def test_widths_that_no_block_divides_are_refused(tmp_path):
    from transformers import GlmConfig, GlmForCausalLM

    source = tmp_path / "odd"
    config = GlmConfig(
        vocab_size=64, hidden_size=96, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1,
        head_dim=48, pad_token_id=0, eos_token_id=2,
    )  # fmt: skip
    GlmForCausalLM(config).save_pretrained(source)
    with pytest.raises(GlmError) as caught:
        quantize.quantize_artifact(source, tmp_path / "out", METHODS[1], inputs={})
    assert caught.value.id == "quantize-width"
    assert "96" in caught.value.message
    assert "model.layers.0.self_attn.q_proj" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["odd"]


def test_weights_of_other_layers_do_not_pass(bf16_model, tmp_path):
    """The source changes between quantizing and comparing: the proof must see it."""
    other = tmp_path / "other"
    shutil.copytree(bf16_model, other, copy_function=shutil.copyfile)
    state = load_file(other / "model.safetensors")
    name = "model.layers.1.mlp.down_proj.weight"
    state[name] = state[name].flip(0).contiguous()
    save_file(state, other / "model.safetensors", metadata={"format": "pt"})
    model = load_model(bf16_model, quantization_config=back_end.settings(METHODS[0]))
    with pytest.raises(GlmError) as caught:
        back_end._weight_errors(model, other, METHODS[0])
    assert caught.value.id == "quantize-proof"
    assert "model.layers.1.mlp.down_proj" in caught.value.message


def test_a_state_that_changed_on_disk_does_not_pass():
    one = {"a": torch.ones(3), "b": torch.zeros(2)}
    for other in ({"a": torch.ones(3)}, {**one, "b": torch.ones(2)}, {**one, "a": torch.ones(3, dtype=torch.float64)}):
        with pytest.raises(GlmError, match="After loading again"):
            back_end._check_equal(one, other)
    with pytest.raises(GlmError, match="not finite"):
        back_end._check_equal({"a": torch.tensor([torch.inf])}, {"a": torch.tensor([torch.inf])})


def test_a_size_that_the_method_does_not_explain(bf16_model):
    layers = back_end.linear_layers(bf16_model)
    with pytest.raises(GlmError, match="bytes on disk") as caught:
        back_end._check_size(bf16_model, layers, load_file(bf16_model / "model.safetensors"), METHODS[1])
    assert caught.value.context["observed"] > caught.value.context["expected"]


def test_unknown_method_missing_source_damaged_source(bf16_model, tmp_path):
    with pytest.raises(GlmError) as caught:
        quantize.quantize_artifact(bf16_model, tmp_path / "out", "gptq", inputs={})
    assert caught.value.id == "quantize-method"
    with pytest.raises(GlmError) as caught:
        quantize.quantize_artifact(tmp_path / "none", tmp_path / "out", METHODS[0], inputs={})
    assert caught.value.id == "quantize-source"
    broken = tmp_path / "broken"
    shutil.copytree(bf16_model, broken, copy_function=shutil.copyfile)
    (broken / "model.safetensors").write_bytes((bf16_model / "model.safetensors").read_bytes()[:5000])
    with pytest.raises(GlmError) as caught:
        quantize.quantize_artifact(broken, tmp_path / "out", METHODS[0], inputs={})
    assert caught.value.id == "model-unloadable"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken"]


def test_verb(bf16_model, tmp_path):
    request = {"contract": 1, "verb": "quantize", "source": str(bf16_model), "out": str(tmp_path / "out"), "method": METHODS[1]}
    data = quantize.run_verb(request)
    record = artifact.read(tmp_path / "out")
    assert record is not None
    assert data["sha256"] == record.digest
    with pytest.raises(GlmError) as caught:
        quantize.run_verb({"contract": 1, "verb": "quantize", "source": 3})
    assert caught.value.id == "request-invalid"
