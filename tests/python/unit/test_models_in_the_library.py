"""Every class of our own in what a user does with transformers, accelerate and bitsandbytes: quantize, spread, save, generate."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from support import conversion, tiny_10b, tiny_130b, tiny_prefix, tiny_v1
from transformers import AutoModelForCausalLM

from glm_deploy import events, models
from glm_deploy.convert import convert_checkpoint
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.loading import load_model, quiet_libraries
from glm_deploy.models.ptuning import prefix_cache, prefix_inputs
from glm_deploy.quantize import quantize_artifact

LIMIT, PAD = 1e-5, 3
LAYERS = {"model.embed_tokens": "cpu", "model.layers.0": "cpu", "model.layers.1": "disk", "model.norm": "disk", "lm_head": "cpu"}
PLACES = {"model.position_embeddings": "cpu", "model.block_position_embeddings": "cpu"}
CLASSES: dict[str, Callable[[Path], Path]] = {
    "ChatGlmV1ForCausalLM": tiny_v1.write,
    "Glm10BForCausalLM": tiny_10b.write,
    "Glm130BForCausalLM": lambda folder: tiny_130b.write_ranks(folder, 4),
}
PROMPT = torch.tensor([[5, 9, 60, 44, 17, 131, 134], [PAD, PAD, PAD, PAD, 8, 131, 134]])
MASK = (PROMPT != PAD).long()
OPTIONS = {"max_new_tokens": 5, "pad_token_id": PAD}


@pytest.fixture(scope="module", autouse=True)
def quiet():
    quiet_libraries()
    models.register()
    with events.sink(lambda event: None):
        yield


@pytest.fixture(scope="module", params=CLASSES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("own")
    convert_checkpoint(CLASSES[request.param](base / "source"), base / "out", dtype="float32")
    return base / "out"


@pytest.fixture(scope="module")
def model(folder: Path):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def prompt(of=None) -> dict[str, torch.Tensor]:
    """The two prompts where the model ``of`` is: a quantized one goes to the GPU where there is one."""
    place = of.device if of is not None else "cpu"
    return {"input_ids": PROMPT.to(place), "attention_mask": MASK.to(place)}


def test_importing_is_enough_to_load_what_was_converted(folder: Path, model) -> None:
    """A module below the package will do: it imports the package."""
    script = "import sys, glm_deploy.models.rotary, transformers as t; print(t.AutoModelForCausalLM.from_pretrained(sys.argv[1]))"
    assert said_by(script, str(folder)).startswith(f"{type(model).__name__}(")


def test_a_family_is_recognised_without_torch() -> None:
    """The classes import torch, so the family table must not import them: ``inspect`` answers at once."""
    script = "import sys; from glm_deploy.convert import registry; print(len(registry.all_families()) > 5, 'torch' in sys.modules)"
    assert said_by(script) == "True False"


def said_by(script: str, *arguments: str) -> str:
    """What a new process prints: this one has imported and registered everything."""
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=PROJECT_ROOT / "python" / "src", capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.strip()


@torch.no_grad()
def same(one, other) -> None:
    """Both give the same logits and the same greedy answer."""
    difference = (one(**prompt()).logits - other(**prompt()).logits)[MASK.bool()].abs().max()
    assert difference < LIMIT
    assert torch.equal(one.generate(**prompt(), do_sample=False, **OPTIONS), other.generate(**prompt(), do_sample=False, **OPTIONS))


@torch.no_grad()
@pytest.mark.parametrize("by", ["argument", "config"])
def test_a_tuple_for_who_wants_one(model, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the classes of transformers give it: the same values in the same order, those that are None left out."""
    named = [model(PROMPT, attention_mask=MASK, labels=PROMPT), model.model(PROMPT, attention_mask=MASK)]
    options = {"return_dict": False} if by == "argument" else {}
    if by == "config":
        monkeypatch.setattr(model.config, "return_dict", False)
    loss, logits, cache = model(PROMPT, attention_mask=MASK, labels=PROMPT, **options)
    hidden, other = model.model(PROMPT, attention_mask=MASK, **options)
    for have, want in ((loss, named[0].loss), (logits, named[0].logits), (hidden, named[1].last_hidden_state)):
        assert torch.equal(have, want)
    assert cache.get_seq_length() == other.get_seq_length() == PROMPT.shape[1]
    assert len(model(PROMPT, use_cache=False, **options)) == 1
    assert model.generate(**prompt(), **OPTIONS).shape[0] == 2


@torch.no_grad()
@pytest.mark.parametrize(("method", "limit"), [("bitsandbytes-int8", 0.05), ("bitsandbytes-nf4", 0.30)])
def test_the_products_own_quantization(folder: Path, model, method: str, limit: float, tmp_path: Path) -> None:
    """Saved, reloaded, near the source, greedy, sampled; also where the output layer is tied to the embedding and stored once."""
    convert = load_model(folder)
    convert.save_pretrained(tmp_path / "bf16")
    record = quantize_artifact(tmp_path / "bf16", tmp_path / "small", method, inputs={})
    assert record.facts["layers"] == 8
    small = load_model(tmp_path / "small")
    assert type(small.lm_head) is torch.nn.Linear
    kind = "Linear8bitLt" if method.endswith("int8") else "Linear4bit"
    assert type(small.model.layers[1].self_attn.qkv_proj).__name__ == kind
    have, want = small(**prompt(small)).logits.float().cpu()[MASK.bool()], model(**prompt()).logits[MASK.bool()]
    assert have.isfinite().all()
    assert (have - want).norm() / want.norm() < limit
    for sample in (False, True):
        answer = small.generate(**prompt(small), do_sample=sample, **OPTIONS).cpu()
        assert answer.shape[0] == 2
        assert torch.equal(answer[:, : PROMPT.shape[1]], PROMPT)
        assert answer.shape[1] > PROMPT.shape[1]


@pytest.mark.parametrize("spread", ["cpu", "auto", "dict with a disk", "auto with a disk"])
def test_accelerate_spreads_it(folder: Path, model, spread: str, tmp_path: Path) -> None:
    options: dict = {"device_map": spread}
    if spread == "dict with a disk":
        options["device_map"] = LAYERS | (PLACES if model.config.model_type == "glm_10b" else {"model.rotary_emb": "cpu"})
    elif spread == "auto with a disk":
        options = {"device_map": "auto", "max_memory": {"cpu": 250_000}}
    spreaded = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, offload_folder=tmp_path, **options)
    if "disk" in spread:
        assert "disk" in spreaded.hf_device_map.values()
    same(model, spreaded)


@pytest.mark.parametrize("size", ["100KB", "1GB"])
def test_saved_in_shards_or_whole_it_is_the_same(model, size: str, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path, max_shard_size=size)
    assert (len(list(tmp_path.glob("*.safetensors"))) > 2) is (size == "100KB")
    same(model, AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32, trust_remote_code=False))


@pytest.mark.parametrize("implementation", ["sdpa", "eager"])
def test_both_kinds_of_attention_agree(folder: Path, model, implementation: str) -> None:
    same(model, AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=implementation))


@pytest.mark.parametrize(
    "options",
    [{"use_cache": False}, {"cache_implementation": "static"}, {"prompt_lookup_num_tokens": 2}, {"max_new_tokens": None, "max_length": 12}],
    ids=["no cache", "static cache", "guessed ahead", "by length"],
)
def test_ways_to_generate_the_same(model, options: dict) -> None:
    rows = prompt() if "prompt_lookup_num_tokens" not in options else {"input_ids": PROMPT[:1]}
    usual = model.generate(**rows, do_sample=False, **OPTIONS)
    assert torch.equal(model.generate(**rows, do_sample=False, **{**OPTIONS, **options}), usual)


def test_sampling_depends_on_the_seed_alone(model) -> None:
    answers = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        answers.append(model.generate(**prompt(), do_sample=True, temperature=3.0, top_k=0, num_return_sequences=2, **OPTIONS))
    assert torch.equal(answers[0], answers[1])
    assert answers[0].shape[0] == 4
    assert not torch.equal(answers[0], answers[2])


def test_a_context_in_pieces_is_refused_in_every_way(model) -> None:
    """Its first tokens could not see the later ones; the answer would silently be another one."""
    row = PROMPT[:1]
    for cut in (3, 6):
        cache = model(row[:, :cut], use_cache=True).past_key_values
        with pytest.raises(ValueError, match="context must be fed in one call"):
            model(row[:, cut:], past_key_values=cache)


def test_positions_are_never_guessed_from_a_part_of_the_tokens(model) -> None:
    """A prompt in chunks, or only what is new since the last call: refused, where the places would silently begin at 0 again."""
    for row in (PROMPT[:1], torch.tensor([[5, 9, 60, 44, 17, 21, 22]])):
        with pytest.raises(ValueError, match="prefill_chunk_size must be unset"):
            model.generate(row, do_sample=False, prefill_chunk_size=3, **OPTIONS)
        first = model.generate(row, do_sample=False, return_dict_in_generate=True, **OPTIONS)
        whole = torch.cat((first.sequences, torch.tensor([[9, 7]])), dim=1)
        expected = model.generate(whole, do_sample=False, use_cache=False, **OPTIONS)
        cache = first.past_key_values
        with pytest.raises(ValueError, match="input_ids must hold those in the cache too"):
            model.generate(whole[:, cache.get_seq_length() :], attention_mask=torch.ones_like(whole), past_key_values=cache, **OPTIONS)
        assert torch.equal(model.generate(whole, past_key_values=cache, do_sample=False, **OPTIONS), expected)


@torch.no_grad()
@pytest.mark.parametrize("projection", [False, True])
@pytest.mark.parametrize("method", ["bitsandbytes-int8", "bitsandbytes-nf4"])
def test_a_tuned_prefix_before_a_quantized_model(tmp_path: Path, method: str, projection: bool) -> None:
    config = {**tiny_prefix.V1, "pre_seq_len": tiny_prefix.LENGTH, "prefix_projection": projection}
    tensors = tiny_prefix.encoder(256, projection)
    convert_checkpoint(conversion.write_source(tmp_path / "p", config, tensors), tmp_path / "prefix", dtype="bfloat16")
    convert_checkpoint(tiny_v1.write(tmp_path / "source"), tmp_path / "bf16")
    with pytest.raises(GlmError, match="no language model") as caught:
        quantize_artifact(tmp_path / "prefix", tmp_path / "no", method, inputs={})
    assert caught.value.id == "quantize-source"
    quantize_artifact(tmp_path / "bf16", tmp_path / "small", method, inputs={})
    whole, small = load_model(tmp_path / "bf16"), load_model(tmp_path / "small")
    logits = [
        each(**prefix_inputs(each, prefix_cache(tmp_path / "prefix", each, 2), *prompt(each).values())).logits.float().cpu()[MASK.bool()]
        for each in (whole, small)
    ]
    assert (logits[1] - logits[0]).norm() / logits[0].norm() < 0.05
    assert (logits[0] - whole(**prompt(whole)).logits.float().cpu()[MASK.bool()]).norm() / logits[0].norm() > 0.01, "the prefix must matter"
    inputs = prefix_inputs(small, prefix_cache(tmp_path / "prefix", small, 2), *prompt(small).values())
    answer = small.generate(**inputs, do_sample=False, **OPTIONS)
    assert answer.shape[1] > PROMPT.shape[1]
