"""The demo model: trained from a seed, written in ChatGLM3's format, and alive after quantization."""

import json
from pathlib import Path

import pytest
import torch
import yaml

from glm_deploy import demo, files
from glm_deploy.demo import commands, train, write
from glm_deploy.demo.poems import POEMS, question
from glm_deploy.errors import PROJECT_ROOT, GlmError

COMMITTED = PROJECT_ROOT / "manifests" / "models" / "demo"


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    index = json.loads((folder / "pytorch_model.bin.index.json").read_text(encoding="utf-8"))
    loaded = {name: torch.load(folder / name, weights_only=True) for name in set(index["weight_map"].values())}
    result = {name: tensor for shard in loaded.values() for name, tensor in shard.items()}
    assert {name: shard for shard, found in loaded.items() for name in found} == index["weight_map"]
    assert index["metadata"]["total_size"] == sum(tensor.nbytes for tensor in result.values())
    return result


def test_the_committed_model_is_the_pinned_one():
    pinned = yaml.safe_load((COMMITTED.parent / "demo.yaml").read_text(encoding="utf-8"))["files"]
    here = [{"name": p.name, "size": p.stat().st_size, "sha256": files.sha256_file(p)} for p in sorted(COMMITTED.iterdir())]
    assert sorted(pinned, key=lambda entry: entry["name"]) == here
    assert sum(entry["size"] for entry in here) < 1_000_000


def test_the_committed_model_is_a_chatglm3_checkpoint():
    config = json.loads((COMMITTED / "config.json").read_text(encoding="utf-8"))
    found = tensors(COMMITTED)
    assert config["architectures"] == ["ChatGLMModel"]
    assert len({path.name for path in COMMITTED.glob("*.bin")}) == 3
    assert all(tensor.dtype == torch.float16 and tensor.isfinite().all() for tensor in found.values())
    fused = found["transformer.encoder.layers.0.self_attention.query_key_value.weight"]
    heads, groups, width = config["num_attention_heads"], config["multi_query_group_num"], config["kv_channels"]
    assert fused.shape == ((heads + 2 * groups) * width, config["hidden_size"])
    assert found["transformer.encoder.layers.0.mlp.dense_h_to_4h.weight"].shape[0] == 2 * config["ffn_hidden_size"]
    assert all(size % 64 == 0 for name, t in found.items() if t.ndim == 2 for size in t.shape), "bitsandbytes wants multiples of 64"
    assert torch.equal(found["transformer.rotary_pos_emb.inv_freq"], (10000 ** -(torch.arange(0, 16, 2) / 16)).half())


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    from glm_deploy.convert import convert_checkpoint

    folder = tmp_path_factory.mktemp("demo") / "fp32"
    convert_checkpoint(COMMITTED, folder, dtype="float32")
    return folder


def load(folder: Path, method: str):
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    nf4 = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16, bnb_4bit_use_double_quant=True
    )
    extra = {"int8": {"quantization_config": BitsAndBytesConfig(load_in_8bit=True)}, "nf4": {"quantization_config": nf4}}.get(method, {})
    dtype = torch.float32 if method == "fp32" else torch.bfloat16
    return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, device_map="cpu", **extra).eval()


@pytest.mark.filterwarnings("ignore")  # bitsandbytes says on every CPU that it is slow there.
@pytest.mark.parametrize(("method", "limit"), [("bf16", 0.005), ("int8", 0.007), ("nf4", 0.035)])
def test_every_poem_outlives(method, limit, converted):
    taught = train.lesson((COMMITTED / "tokenizer.model").read_bytes())
    wanted = taught.labels[:, 1:]
    learned, real = wanted != -100, taught.ids[:, :-1] != 0
    with torch.inference_mode():
        exact = load(converted, "fp32")(taught.ids[:, :-1]).logits
        logits = load(converted, method)(taught.ids[:, :-1]).logits.float()
    assert torch.equal(logits.argmax(-1)[learned], wanted[learned]), "greedy decoding of each poem, token by token"
    error = float((logits - exact)[real].norm() / exact[real].norm())
    assert error < limit


@pytest.mark.filterwarnings("ignore")
def test_a_poem_is_recited_from_a_chat(converted):
    from transformers import AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(converted), load(converted, "fp32")
    for poem in (POEMS[0], POEMS[-1]):
        chat = [{"role": "user", "content": question(poem)}]
        given = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt")
        ids = model.generate(**given, max_new_tokens=64, do_sample=False)[0, given["input_ids"].shape[1] :]
        assert tokenizer.decode(ids, skip_special_tokens=True).strip() == poem.text


def trained_briefly(monkeypatch) -> train.Trained:
    monkeypatch.setattr(train, "_margin", lambda model, taught: 0.0)
    return train.train(5, steps=2)


def test_the_same_seed_gives_the_same_bytes(monkeypatch, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write.write(tmp_path / name, trained_briefly(monkeypatch))
    hashes = [{p.name: files.sha256_file(p) for p in (tmp_path / name).iterdir()} for name in ("one", "two")]
    assert hashes[0] == hashes[1]
    assert (tmp_path / "one" / "tokenizer.model").read_bytes() == (COMMITTED / "tokenizer.model").read_bytes()


def test_a_model_that_did_not_learn_is_refused_and_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(train.train, "__defaults__", (2,))
    with pytest.raises(GlmError) as caught:
        demo.make_demo_model(tmp_path / "demo", 1)
    assert caught.value.id == "demo-not-learned"
    assert list(tmp_path.iterdir()) == []


def test_the_command_leaves_other_folders_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(GlmError, match="left alone"):
        commands.demo_model(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
