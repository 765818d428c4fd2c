"""GLM-10B and its relatives: from the published form and the training file, against the formulas, and in transformers' machinery."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import torch
from support import conversion
from support import reference_prefix as reference
from support.tiny_10b import CONFIG, EMBEDDING, IDS, SIZE, source_state, write_raw
from transformers import AutoModelForCausalLM, GlmConfig

from glm_deploy import models
from glm_deploy.checkpoint.opening import open_checkpoint
from glm_deploy.convert import convert_checkpoint, glm_10b
from glm_deploy.errors import GlmError

PAD, LIMIT = 3, 1e-5


def tokens(before: int, mask: int, after: int, answer: int) -> list[int]:
    words = torch.randint(4, 120, (before + after + answer,), generator=torch.Generator().manual_seed(before)).tolist()
    return [*words[:before], mask, *words[before : before + after], SIZE.sop, *words[before + after :]]


ROWS = [tokens(12, 131, 1, 5), tokens(4, 130, 9, 6), tokens(6, 132, 3, 0), [5, 132, 7, 130, 9, 134, 8, 8]]


def expected(row: list[int]) -> torch.Tensor:
    return reference.glm_10b(source_state(), SIZE, row)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("10b")
    conversion.convert(glm_10b.FAMILIES, conversion.write_source(base / "in", CONFIG, source_state()), base / "out")
    return base / "out"


@pytest.fixture(params=["sdpa", "eager"])
def model(request: pytest.FixtureRequest, folder: Path):
    models.register()
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=request.param).eval()


@torch.no_grad()
@pytest.mark.parametrize("row", [*ROWS, tokens(200, 131, 1, 50), [5, 6, 7, 8]], ids=["g", "m", "s", "first of two", "long", "no sop"])
def test_logits_are_those_of_the_formulas(model, row):
    assert (model(torch.tensor([row])).logits[0] - expected(row)).abs().max() < LIMIT


def batch(rows: list[list[int]]) -> dict[str, torch.Tensor]:
    width = max(map(len, rows))
    ids = torch.tensor([[PAD] * (width - len(row)) + row for row in rows])
    return {"input_ids": ids, "attention_mask": (ids != PAD).long()}


@torch.no_grad()
def test_padded_batch_and_token_by_token(model):
    whole = model(**batch(ROWS)).logits
    for row, have in zip(ROWS, whole, strict=True):
        assert (have[-len(row) :] - expected(row)).abs().max() < LIMIT
        start = row.index(SIZE.sop) + 1
        outputs = model(torch.tensor([row[:start]]), use_cache=True)
        for token, want in zip(row[start:], expected(row)[start:], strict=True):
            outputs = model(torch.tensor([[token]]), past_key_values=outputs.past_key_values)
            assert (outputs.logits[0, 0] - want).abs().max() < LIMIT


@torch.no_grad()
def test_named_positions_and_a_mask_of_ones_and_zeros_as_published(model):
    row = ROWS[1]
    sop = row.index(SIZE.sop)
    positions = torch.stack(reference.places(row, sop, row.index(SIZE.mask)))[None]
    seen = torch.ones(len(row), len(row), dtype=torch.long).tril()
    seen[:, :sop] = 1
    have = model(torch.tensor([row]), position_ids=positions, attention_mask=seen[None, None]).logits[0]
    assert (have - expected(row)).abs().max() < LIMIT


def test_generate_is_greedy_for_each_row(model):
    prompts = [row[: row.index(SIZE.sop) + 1] for row in ROWS]
    inputs = batch(prompts)
    width = inputs["input_ids"].shape[1]
    found = model.generate(**inputs, max_new_tokens=6, do_sample=False, pad_token_id=PAD)
    for row, have in zip(prompts, found.tolist(), strict=True):
        want = list(row)
        while len(want) < len(row) + 6 and want[-1] != 135:
            want.append(int(expected(want)[-1].argmax()))
        assert have[width - len(row) :][: len(want)] == want


@torch.no_grad()
def test_a_text_beyond_the_learned_places_is_refused(model):
    assert model(torch.tensor([[5] * 257])).logits.isfinite().all()
    with pytest.raises(ValueError, match="Place 257 is beyond the 257 places"):
        model(torch.tensor([[5] * 258]))


@torch.no_grad()
def test_the_tanh_form_is_a_choice(folder):
    models.register()
    row = ROWS[0]
    tanh = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, hidden_act="gelu_pytorch_tanh")
    size = reference.Sizes(**{**SIZE.__dict__, "gelu": "tanh"})
    have = tanh(torch.tensor([row])).logits[0]
    assert (have - reference.glm_10b(source_state(), size, row)).abs().max() < LIMIT
    assert (have - expected(row)).abs().max() > 10 * LIMIT


@torch.no_grad()
def test_save_load_device_map_and_the_tied_output(model, tmp_path):
    row = torch.tensor([ROWS[0]])
    model.save_pretrained(tmp_path)
    implementation = model.config._attn_implementation
    again = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32, device_map={"": "cpu"}, attn_implementation=implementation)
    assert torch.equal(again(row).logits, model(row).logits)
    assert again.lm_head.weight.data_ptr() == again.model.embed_tokens.weight.data_ptr()


def test_the_config_is_told_from_glm4s(tmp_path):
    assert GlmConfig(**{key: CONFIG[key] for key in ("num_layers", "vocab_size")}).num_hidden_layers == 40, "the trap is still there"
    checkpoint = open_checkpoint(conversion.write_source(tmp_path / "in", CONFIG, source_state()))
    (family,) = [family for family in glm_10b.FAMILIES if family.matches(checkpoint)]
    assert family.target_config(checkpoint)["num_hidden_layers"] == 2


@torch.no_grad()
@pytest.mark.parametrize("start", ["", "glm."])
def test_the_training_file_gives_the_same_tensors(folder, tmp_path, start):
    conversion.convert(glm_10b.FAMILIES, write_raw(tmp_path / "in", source_state(), start), tmp_path / "out")
    models.register()
    one, other = (AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32).state_dict() for place in (folder, tmp_path / "out"))
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


@torch.no_grad()
@pytest.mark.parametrize(("layers", "copied"), [(48, True), (24, False)])
def test_gmask_of_the_chinese_training_file_takes_the_row_of_end_of_piece(tmp_path, layers, copied):
    size = reference.Sizes(**{**SIZE.__dict__, "layers": layers, "hidden": 64, "heads": 1, "inner": 256})
    account = conversion.convert(glm_10b.FAMILIES, write_raw(tmp_path / "in", source_state(50048, size)), tmp_path / "out")
    models.register()
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32)
    rows = model.model.embed_tokens.weight
    assert torch.equal(rows[50009], rows[50007]) is copied
    assert torch.equal(rows[50010:], source_state(50048, size)[EMBEDDING][50010:])
    assert (EMBEDDING in str(account.dropped)) is copied
    assert (model.config.sop_token_id, model.config.gmask_token_id) == (50006, 50009)


@torch.no_grad()
def test_glm_515m_knows_its_mask_and_its_answer(tmp_path):
    """BERT's words: no id is in its config, and without them the model would answer as if there were no mask."""
    size = reference.Sizes(**{**SIZE.__dict__, "vocab": 30592, "mask": 103, "sop": 30522, "gmask": -1, "smask": -1})
    state = source_state(30592, size)
    config = {key: value for key, value in CONFIG.items() if not key.endswith("token_id")} | {"vocab_size": 30592}
    conversion.convert(glm_10b.FAMILIES, conversion.write_source(tmp_path / "in", config, state), tmp_path / "out")
    models.register()
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32)
    row = [101, 2054, 103, 2003, 102, 30522, 5, 6]
    assert (model(torch.tensor([row])).logits[0] - reference.glm_10b(state, size, row)).abs().max() < LIMIT
    assert (model.config.eos_token_id, model.config.pad_token_id, model.config.gmask_token_id) == (30523, 0, None)


@torch.no_grad()
@pytest.mark.parametrize("form", ["published config", "minus one", "training file"])
def test_a_vocabulary_of_ones_own_has_no_token_ids_and_generates_all_the_same(form, tmp_path, caplog, monkeypatch):
    plain = {key: None if key == "pad_token_id" else -1 for key in IDS} if form == "minus one" else {}
    config = {key: value for key, value in CONFIG.items() if not key.endswith("token_id")} | plain
    source = tmp_path / "in"
    write_raw(source, source_state()) if form == "training file" else conversion.write_source(source, config, source_state())
    record = convert_checkpoint(source, tmp_path / "out", dtype="float32", verify="forward")
    assert (record.facts["stop_ids"], json.loads((tmp_path / "out" / "generation_config.json").read_text())) == ([], {})
    models.register()
    monkeypatch.setattr(logging.getLogger("transformers"), "propagate", True)
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32)
    assert "within the vocabulary" not in caplog.text
    assert (model.config.sop_token_id, model.config.mask_token_id, model.config.eos_token_id) == (None, None, None)
    row = [5, 6, 7, 134, 8]
    causal = reference.Sizes(**{**SIZE.__dict__, "sop": -1})
    assert (model(torch.tensor([row])).logits[0] - reference.glm_10b(source_state(), causal, row)).abs().max() < LIMIT
    assert model.generate(torch.tensor([row]), max_new_tokens=2, do_sample=False).shape == (1, 7)


def test_partitioned_training_files_and_wrong_ids_are_refused(tmp_path):
    write_raw(tmp_path / "in", source_state())
    one = tmp_path / "in" / "blocklm" / "mp_rank_00_model_states.pt"
    one.with_name("mp_rank_01_model_states.pt").write_bytes(one.read_bytes())
    assert not any(family.matches(open_checkpoint(tmp_path / "in")) for family in glm_10b.FAMILIES)
    source = conversion.write_source(tmp_path / "ids", {**CONFIG, "sop_token_id": 160}, source_state())
    with pytest.raises(GlmError, match="sop_token_id = 160") as caught:
        glm_10b.target_config(open_checkpoint(source))
    assert caught.value.id == "checkpoint-config-invalid"
