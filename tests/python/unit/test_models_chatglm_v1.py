"""ChatGLM-6B (v1): the model class against its formulas, and everything that transformers asks of a model."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from support import conversion
from support import reference_prefix as reference
from transformers import AutoModelForCausalLM

from glm_deploy import models
from glm_deploy.convert import chatglm_v1

SIZE = reference.Sizes(layers=2, hidden=128, heads=4, inner=192, vocab=160, sop=134, mask=130, gmask=131)
CONFIG = {
    "architectures": ["ChatGLMModel"], "model_type": "chatglm", "vocab_size": 160, "hidden_size": 128, "num_layers": 2,
    "num_attention_heads": 4, "inner_hidden_size": 192, "layernorm_epsilon": 1e-5, "max_sequence_length": 2048,
    "position_encoding_2d": True, "bos_token_id": 134, "eos_token_id": 135, "pad_token_id": 3, "mask_token_id": 130, "gmask_token_id": 131,
}  # fmt: skip
PAD = 3
LIMIT = 1e-5


def source_state(seed: int = 0, vocab: int = SIZE.vocab, tied: bool = False) -> reference.State:
    shapes = reference.layer_shapes(SIZE, SIZE.inner)
    shapes |= {"transformer.word_embeddings.weight": (vocab, SIZE.hidden), "lm_head.weight": (vocab, SIZE.hidden)}
    state = reference.random_state(shapes, seed)
    if tied:
        state["lm_head.weight"] = state["transformer.word_embeddings.weight"].clone()
    return state


def tokens(context: int, answer: int, mask: int = SIZE.gmask, seed: int = 1) -> list[int]:
    generator = torch.Generator().manual_seed(seed + 31 * context + answer)
    words = torch.randint(4, 120, (context + answer,), generator=generator).tolist()
    return [*words[:context], mask, SIZE.sop, *words[context:]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("v1")
    conversion.convert(chatglm_v1.FAMILIES, conversion.write_source(base / "source", CONFIG, source_state()), base / "out")
    return base / "out"


@pytest.fixture(params=["sdpa", "eager"])
def model(request: pytest.FixtureRequest, folder: Path):
    models.register()
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation=request.param).eval()


def padded(rows: list[list[int]]) -> dict[str, torch.Tensor]:
    width = max(map(len, rows))
    ids = [[PAD] * (width - len(row)) + row for row in rows]
    mask = [[0] * (width - len(row)) + [1] * len(row) for row in rows]
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def expected(row: list[int]) -> torch.Tensor:
    return reference.chatglm_v1(source_state(), SIZE, row)


@torch.no_grad()
@pytest.mark.parametrize(
    "row",
    [tokens(9, 0), tokens(20, 7), tokens(20, 7, SIZE.mask), [5, SIZE.mask, *tokens(4, 6, SIZE.mask)], tokens(2100, 60)],
    ids=["prompt", "answer", "mask", "two masks", "past 2048"],
)
def test_logits_are_those_of_the_formulas(model, row):
    assert (model(torch.tensor([row])).logits[0] - expected(row)).abs().max() < LIMIT


@torch.no_grad()
def test_left_padding_changes_nothing(model):
    rows = [tokens(5, 3), tokens(17, 2), tokens(9, 0, SIZE.mask)]
    batch = padded(rows)
    logits = model(**batch).logits
    for row, have in zip(rows, logits, strict=True):
        assert (have[-len(row) :] - expected(row)).abs().max() < LIMIT


@torch.no_grad()
@pytest.mark.parametrize("with_padding", [False, True])
def test_token_by_token_equals_the_whole(model, with_padding):
    rows = [tokens(12, 9)] + ([tokens(6, 9)] if with_padding else [])
    batch = padded(rows)
    start = 14
    outputs = model(batch["input_ids"][:, :start], attention_mask=batch["attention_mask"][:, :start], use_cache=True)
    found = [outputs.logits]
    for step in range(start, batch["input_ids"].shape[1]):
        outputs = model(batch["input_ids"][:, step : step + 1], past_key_values=outputs.past_key_values)
        found.append(outputs.logits)
    for row, have in zip(rows, torch.cat(found, dim=1), strict=True):
        assert (have[-len(row) :] - expected(row)).abs().max() < LIMIT


def greedy(row: list[int], count: int) -> list[int]:
    row = list(row)
    for _ in range(count):
        row.append(int(expected(row)[-1].argmax()))
        if row[-1] == CONFIG["eos_token_id"]:
            break
    return row


@pytest.mark.parametrize("options", [{}, {"use_cache": False}, {"cache_implementation": "static"}], ids=["cache", "no cache", "static"])
def test_generate_in_a_padded_batch_is_greedy_for_each_row(model, options):
    rows = [tokens(5, 3), tokens(14, 2), tokens(9, 0, SIZE.mask)]
    batch = padded(rows)
    width = batch["input_ids"].shape[1]
    found = model.generate(**batch, max_new_tokens=8, do_sample=False, pad_token_id=PAD, **options)
    for row, have in zip(rows, found.tolist(), strict=True):
        want = greedy(row, 8)
        assert have[width - len(row) :][: len(want)] == want


def test_beam_search_of_a_batch_equals_that_of_its_rows(model):
    rows = [tokens(5, 3), tokens(14, 2)]
    options = {"max_new_tokens": 6, "num_beams": 3, "do_sample": False, "pad_token_id": PAD}
    together = model.generate(**padded(rows), **options)
    for row, have in zip(rows, together.tolist(), strict=True):
        alone = model.generate(torch.tensor([row]), **options)[0].tolist()
        assert have[-6:] == alone[-6:]


@torch.no_grad()
def test_named_positions_are_believed(model):
    row = tokens(8, 4)
    absolute, block = reference.places(row, row.index(SIZE.sop), row.index(SIZE.gmask))
    named = model(torch.tensor([row]), position_ids=torch.stack((absolute, block))[None]).logits
    assert torch.equal(named, model(torch.tensor([row])).logits)
    other = model(torch.tensor([row]), position_ids=torch.stack((absolute, block))[None] + 1).logits
    assert (other - named).abs().max() < LIMIT, "rotary positions are relative"
    assert (model(torch.tensor([row]), position_ids=torch.stack((absolute, block * 2))[None]).logits - named).abs().max() > 1e-3


@torch.no_grad()
def test_named_positions_go_on_in_generate(model):
    row = torch.tensor([tokens(8, 2)])
    layout = torch.stack(reference.places(row[0].tolist(), 9, 8))[None]
    options = {"max_new_tokens": 6, "do_sample": False, "pad_token_id": PAD}
    assert torch.equal(model.generate(row, position_ids=layout, **options), model.generate(row, **options))


@torch.no_grad()
def test_a_context_in_pieces_is_refused(model):
    row = torch.tensor([tokens(12, 2)])
    cache = model(row[:, :5], use_cache=True).past_key_values
    with pytest.raises(ValueError, match="context must be fed in one call"):
        model(row[:, 5:], past_key_values=cache)


@torch.no_grad()
def test_a_cache_of_unknown_tokens_is_refused(model):
    row = torch.tensor([tokens(6, 2)])
    layout = torch.stack(reference.places(row[0].tolist(), 7, 6))[None]
    cache = model(row, position_ids=layout, use_cache=True).past_key_values
    with pytest.raises(ValueError, match="pass position_ids"):
        model(torch.tensor([[9]]), past_key_values=cache)


@torch.no_grad()
def test_a_row_without_sop_is_causal(model):
    row = torch.tensor([[5, 6, 7, 8, 9, 10]])
    assert (model(row).logits[:, :3] - model(row[:, :3]).logits).abs().max() < LIMIT


@torch.no_grad()
def test_save_and_load_give_the_same_bits(model, tmp_path):
    row = torch.tensor([tokens(8, 4)])
    model.save_pretrained(tmp_path)
    again = AutoModelForCausalLM.from_pretrained(
        tmp_path, dtype=torch.float32, attn_implementation=model.config._attn_implementation, trust_remote_code=False
    )
    assert torch.equal(again(row).logits, model(row).logits)
    assert again.config.residual_scale == pytest.approx(56**0.5)


@torch.no_grad()
def test_half_precision_keeps_positions_exact(folder):
    models.register()
    row = torch.tensor([tokens(1500, 20)])
    whole = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    half = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).eval()
    turned = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval().to(torch.bfloat16)
    assert torch.equal(half(row).logits, turned(row).logits), "nothing in the model may depend on when it was cast"
    assert (half(row).logits.float() - whole(row).logits).abs().max() < 0.3
    assert half(row).logits.isfinite().all()


@torch.no_grad()
@pytest.mark.parametrize("precision", ["float16-angles", "float32"])
def test_rotary_precision_is_a_choice(folder, precision):
    models.register()
    row = torch.tensor([tokens(1500, 20)])
    usual = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    other = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, rotary_precision=precision)
    assert (usual(row).logits - other(row).logits).abs().max() > 10 * LIMIT


def test_an_unknown_rotary_precision_is_refused(folder):
    models.register()
    with pytest.raises(ValueError, match="rotary_precision is 'float8'"):
        AutoModelForCausalLM.from_pretrained(folder, rotary_precision="float8")


@torch.no_grad()
def test_device_map_and_loss(folder):
    models.register()
    placed = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, device_map={"": "cpu"})
    row = tokens(8, 4)
    outputs = placed(torch.tensor([row]), labels=torch.tensor([row]), output_hidden_states=True)
    want = torch.nn.functional.cross_entropy(expected(row)[:-1], torch.tensor(row[1:]))
    assert abs(float(outputs.loss) - float(want)) < LIMIT
    assert len(outputs.hidden_states) == SIZE.layers + 1
    assert (placed(torch.tensor([row]), logits_to_keep=1).logits[0] - expected(row)[-1:]).abs().max() < LIMIT


@torch.no_grad()
@pytest.mark.parametrize("kind", ["int8", "nf4"])
def test_bitsandbytes_quantizes_the_layers_and_spares_the_output(folder, kind):
    from transformers import BitsAndBytesConfig

    models.register()
    four = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16, bnb_4bit_use_double_quant=True
    )
    chosen = four if kind == "nf4" else BitsAndBytesConfig(load_in_8bit=True)
    small = AutoModelForCausalLM.from_pretrained(folder, quantization_config=chosen, dtype=torch.bfloat16).eval()
    assert type(small.model.layers[0].mlp.up_proj).__name__ == ("Linear4bit" if kind == "nf4" else "Linear8bitLt")
    assert type(small.lm_head) is torch.nn.Linear
    row = tokens(8, 4)
    have, want = small(torch.tensor([row], device=small.device)).logits[0].float().cpu(), expected(row)
    assert (have - want).norm() / want.norm() < (0.25 if kind == "nf4" else 0.05)
