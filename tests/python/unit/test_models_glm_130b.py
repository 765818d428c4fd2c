"""GLM-130B at a small size: joined from several ranks, then against its formulas and in transformers' machinery."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from support import conversion
from support import reference_prefix as reference
from support.tiny_130b import SIZE, cut, quantize, source_state, write_ranks
from transformers import AutoModelForCausalLM

from glm_deploy import models
from glm_deploy.checkpoint.opening import open_checkpoint
from glm_deploy.convert import glm_130b
from glm_deploy.errors import GlmError

PAD, LIMIT = 3, 1e-5


def tokens(before: int, mask: int, after: int, answer: int) -> list[int]:
    words = torch.randint(4, 120, (before + after + answer,), generator=torch.Generator().manual_seed(before)).tolist()
    return [*words[:before], mask, *words[before : before + after], SIZE.sop, *words[before + after :]]


def expected(row: list[int]) -> torch.Tensor:
    return reference.glm_130b(source_state(), SIZE, row)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("130b")
    account = conversion.convert(glm_130b.FAMILIES, write_ranks(base / "in", 4), base / "out")
    assert "taken from rank 0" in account.dropped["mp_rank_03/transformer.final_layernorm.bias"]
    return base / "out"


@pytest.fixture(params=["sdpa", "eager"])
def model(request: pytest.FixtureRequest, folder: Path):
    models.register()
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=request.param).eval()


ROWS = [tokens(12, 131, 0, 5), tokens(4, 130, 9, 6), tokens(6, 132, 3, 0), [5, 131, 130, 7, 134, 9, 9]]


@torch.no_grad()
@pytest.mark.parametrize(
    "row",
    [*ROWS, tokens(2100, 131, 0, 30), [5, 9, 7, 8, 134, 12, 10], [5, 9, 7, 8]],
    ids=["gMASK", "MASK", "sMASK", "MASK before gMASK", "past 2048", "no mask token", "no sop"],
)
def test_logits_are_those_of_the_formulas(model, row):
    assert (model(torch.tensor([row])).logits[0] - expected(row)).abs().max() < LIMIT


@torch.no_grad()
def test_padded_batch_and_token_by_token(model):
    width = max(map(len, ROWS))
    ids = torch.tensor([[PAD] * (width - len(row)) + row for row in ROWS])
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in ROWS])
    whole = model(ids, attention_mask=mask).logits
    for row, have in zip(ROWS, whole, strict=True):
        assert (have[-len(row) :] - expected(row)).abs().max() < LIMIT
    for row in ROWS:
        start = row.index(SIZE.sop) + 1
        outputs = model(torch.tensor([row[:start]]), use_cache=True)
        for token, want in zip(row[start:], expected(row)[start:], strict=True):
            outputs = model(torch.tensor([[token]]), past_key_values=outputs.past_key_values)
            assert (outputs.logits[0, 0] - want).abs().max() < LIMIT


@torch.no_grad()
def test_the_rounding_of_the_release_is_a_choice(folder):
    models.register()
    row = tokens(1500, 131, 0, 20)
    rounding = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, rotary_precision="float16-frequencies")
    have = rounding(torch.tensor([row])).logits[0]
    assert (have - reference.glm_130b(source_state(), SIZE, row, rounded=True)).abs().max() < LIMIT
    assert (have - expected(row)).abs().max() > 10 * LIMIT


def places_of(row: list[int]) -> list[int]:
    """Places of a prompt that ends with ``sop``: only an answer to [MASK] or [sMASK] stands at its mask."""
    masks = [row.index(token) for token in (SIZE.mask, SIZE.smask) if token in row]
    return [*range(len(row) - 1), masks[0] if masks else len(row) - 1]


@pytest.mark.parametrize("named", [False, True])
def test_generate_is_greedy_for_each_row(model, named):
    prompts = [row[: row.index(SIZE.sop) + 1] for row in ROWS]
    width = max(map(len, prompts))
    ids = torch.tensor([[PAD] * (width - len(row)) + row for row in prompts])
    mask = (ids != PAD).long()
    options = {}
    if named:
        options["position_ids"] = torch.tensor([[0] * (width - len(row)) + places_of(row) for row in prompts])
    found = model.generate(ids, attention_mask=mask, max_new_tokens=6, do_sample=False, pad_token_id=PAD, **options)
    for row, have in zip(prompts, found.tolist(), strict=True):
        want = list(row)
        while len(want) < len(row) + 6 and want[-1] not in (135, 2):
            want.append(int(expected(want)[-1].argmax()))
        assert have[width - len(row) :][: len(want)] == want


@torch.no_grad()
@pytest.mark.parametrize("ranks", [1, 2])
def test_any_number_of_ranks_gives_the_same_files(folder, tmp_path, ranks):
    conversion.convert(glm_130b.FAMILIES, write_ranks(tmp_path / "in", ranks), tmp_path / "out")
    assert (tmp_path / "out" / "config.json").read_bytes() == (folder / "config.json").read_bytes()
    models.register()
    one, other = (AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32) for place in (folder, tmp_path / "out"))
    for name, value in one.state_dict().items():
        assert torch.equal(value, other.state_dict()[name]), name


@pytest.mark.parametrize("bits", [8, 4])
def test_integer_shares_are_dequantized_with_their_own_scales(tmp_path, bits):
    conversion.convert(glm_130b.FAMILIES, write_ranks(tmp_path / "in", 2, bits), tmp_path / "out")
    models.register()
    state = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32).state_dict()
    source = source_state()
    for name, new in (("attention.dense", "self_attn.o_proj"), ("mlp.dense_h_to_4h", "mlp.up_gate_proj")):
        full = f"transformer.layers.1.{name}.weight"
        values = [quantize(part, bits)[2] for part in cut(full, source[full], 2)]
        if name == "attention.dense":
            want = torch.cat(values, dim=1)
        else:
            want = torch.cat([half for place in (0, 1) for half in (value.chunk(2)[place] for value in values)])
        assert torch.equal(state[f"model.layers.1.{new}.weight"], want)


def test_ranks_that_disagree_are_refused(tmp_path):
    write_ranks(tmp_path / "in", 2)
    path = tmp_path / "in" / "49300" / "mp_rank_01_model_states.pt"
    content = torch.load(path, weights_only=True)
    content["module"]["transformer.final_layernorm.bias"][0] += 1
    torch.save(content, path)
    with pytest.raises(GlmError, match="should be the same but differ") as caught:
        conversion.convert(glm_130b.FAMILIES, tmp_path / "in", tmp_path / "out")
    assert caught.value.id == "convert-tied-differs"


def test_integers_without_a_scale_are_refused(tmp_path):
    write_ranks(tmp_path / "in", 1, bits=8)
    path = tmp_path / "in" / "49300" / "mp_rank_00_model_states.pt"
    content = torch.load(path, weights_only=True)
    del content["module"]["transformer.layers.0.attention.query_key_value.weight_scale"]
    torch.save(content, path)
    with pytest.raises(GlmError, match="has no scale") as caught:
        glm_130b.plan(open_checkpoint(tmp_path / "in"))
    assert caught.value.id == "checkpoint-quantized"


def test_heads_that_do_not_divide_are_refused(tmp_path):
    write_ranks(tmp_path / "in", 2)
    (tmp_path / "in" / "model_config.json").write_text('{"num_attention_heads": 5}', encoding="utf-8")
    with pytest.raises(GlmError, match="128 with 5 heads on 2 ranks") as caught:
        glm_130b.target_config(open_checkpoint(tmp_path / "in"))
    assert caught.value.id == "checkpoint-config-invalid"
