"""P-Tuning v2 prefixes: converted, put before a text, for ChatGLM-6B's own class and for transformers' GLM."""

from __future__ import annotations

import copy

import pytest
import torch
from support import conversion
from support import reference_prefix as reference
from support.tiny_prefix import LENGTH, SIZE, V1, V2, encoder
from transformers import AutoModelForCausalLM, DynamicCache, GlmConfig, GlmForCausalLM

from glm_deploy import models
from glm_deploy.checkpoint.opening import open_checkpoint
from glm_deploy.convert import chatglm_v1, ptuning
from glm_deploy.errors import GlmError
from glm_deploy.models.ptuning import prefix_cache, prefix_inputs

PAD, LIMIT = 3, 1e-5
ROWS = [[5, 9, 60, 44, 17, 131, 134, 12, 44], [8, 131, 134]]


def states(tensors: dict[str, torch.Tensor], heads: int, dim: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Per layer keys and values ``[prefix, heads, dim]``, by the published rule."""
    by_name = {name.rsplit("encoder.", 1)[-1]: value for name, value in tensors.items()}
    flat = by_name["embedding.weight"]
    if "trans.0.weight" in by_name:
        flat = torch.tanh(flat @ by_name["trans.0.weight"].T + by_name["trans.0.bias"])
        flat = flat @ by_name["trans.2.weight"].T + by_name["trans.2.bias"]
    cut = flat.view(LENGTH, 4, heads, dim)
    return [(cut[:, 0], cut[:, 1]), (cut[:, 2], cut[:, 3])]


def make(folder, config, width, projection, start=ptuning.ENCODER):
    tensors = encoder(width, projection, start)
    source = conversion.write_source(folder / "in", {**config, "pre_seq_len": LENGTH, "prefix_projection": projection}, tensors)
    conversion.convert(ptuning.FAMILIES, source, folder / "out")
    return folder / "out", tensors


def batch() -> dict[str, torch.Tensor]:
    width = max(map(len, ROWS))
    ids = torch.tensor([[PAD] * (width - len(row)) + row for row in ROWS])
    return {"input_ids": ids, "attention_mask": (ids != PAD).long()}


@torch.no_grad()
@pytest.mark.parametrize("projection", [False, True])
@pytest.mark.parametrize("implementation", ["sdpa", "eager"])
def test_chatglm_6b_answers_as_it_was_tuned(tmp_path, projection, implementation):
    folder, tensors = make(tmp_path / "prefix", V1, 2 * 2 * 64, projection)
    shapes = reference.layer_shapes(SIZE, SIZE.inner) | {"transformer.word_embeddings.weight": (160, 64), "lm_head.weight": (160, 64)}
    state = reference.random_state(shapes)
    conversion.convert(chatglm_v1.FAMILIES, conversion.write_source(tmp_path / "in", V1, state), tmp_path / "out")
    models.register()
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32, attn_implementation=implementation)

    def want(row: list[int]) -> torch.Tensor:
        return reference.chatglm_v1(state, SIZE, row, states(tensors, 4, 16))

    alone = model(torch.tensor([ROWS[0]]), past_key_values=prefix_cache(folder, model)).logits[0]
    assert (alone - want(ROWS[0])).abs().max() < LIMIT
    assert (alone - reference.chatglm_v1(state, SIZE, ROWS[0])).abs().max() > 1e-2, "the prefix must matter"
    together = model(**prefix_inputs(model, prefix_cache(folder, model, 2), **batch())).logits
    for row, have in zip(ROWS, together, strict=True):
        assert (have[-len(row) :] - want(row)).abs().max() < LIMIT
    found = model.generate(**prefix_inputs(model, prefix_cache(folder, model, 2), **batch()), max_new_tokens=5, do_sample=False)
    for row, have in zip(ROWS, found.tolist(), strict=True):
        expected = list(row)
        while len(expected) < len(row) + 5 and expected[-1] != 135:
            expected.append(int(want(expected)[-1].argmax()))
        assert have[9 - len(row) :][: len(expected)] == expected


@torch.no_grad()
@pytest.mark.parametrize("implementation", ["sdpa", "eager"])
def test_chatglm2_6b_sees_the_prefix_and_counts_places_without_it(tmp_path, implementation):
    folder, tensors = make(tmp_path / "prefix", V2, 2 * 2 * 2 * 16, projection=False)
    torch.manual_seed(3)
    config = GlmConfig(
        vocab_size=160, hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        head_dim=16, initializer_range=0.1, pad_token_id=PAD, eos_token_id=2, attn_implementation=implementation,
    )  # fmt: skip
    model = GlmForCausalLM(config).eval()

    def want(row: list[int]) -> torch.Tensor:
        """Places are named and the mask is drawn by hand, so that nothing of what is tested takes part."""
        cache = DynamicCache()
        for layer, pair in enumerate(states(tensors, 2, 16)):
            cache.update(*(part.permute(1, 0, 2)[None] for part in pair), layer)
        seen = torch.cat((torch.ones(len(row), LENGTH), torch.ones(len(row), len(row)).tril()), 1)
        hidden = torch.zeros_like(seen).masked_fill(seen == 0, torch.finfo(torch.float32).min)[None, None]
        places = torch.arange(len(row))[None]
        return model(torch.tensor([row]), position_ids=places, attention_mask=hidden, past_key_values=cache).logits[0]

    together = model(**prefix_inputs(model, prefix_cache(folder, model, 2), **batch())).logits
    for row, have in zip(ROWS, together, strict=True):
        assert (have[-len(row) :] - want(row)).abs().max() < LIMIT
        assert (model(torch.tensor([row])).logits[0] - want(row)).abs().max() > 1e-2
    found = model.generate(**prefix_inputs(model, prefix_cache(folder, model, 2), **batch()), max_new_tokens=5, do_sample=False)
    for row, have in zip(ROWS, found.tolist(), strict=True):
        expected = copy.copy(row)
        while len(expected) < len(row) + 5 and expected[-1] != 2:
            expected.append(int(want(expected)[-1].argmax()))
        assert have[9 - len(row) :][: len(expected)] == expected


@pytest.mark.parametrize("start", ["prefix_encoder.", ""])
def test_names_without_their_beginning_are_known_too(tmp_path, start):
    folder, tensors = make(tmp_path, V2, 128, projection=False, start=start)
    models.register()
    assert torch.equal(models.ptuning.TunedPrefix.from_pretrained(folder).embedding.weight, tensors[start + "embedding.weight"])


@pytest.mark.parametrize("projection", [False, True])
@pytest.mark.parametrize("said", [{}, {"prefix_projection": None}])
def test_the_files_say_whether_there_is_a_projection_where_config_does_not(tmp_path, projection, said):
    source = conversion.write_source(tmp_path / "in", {**V2, "pre_seq_len": LENGTH, **said}, encoder(128, projection))
    config = ptuning.target_config(open_checkpoint(source))
    assert config["projection_size"] == (64 if projection else None)
    conversion.convert(ptuning.FAMILIES, source, tmp_path / "out")


def test_a_prefix_of_another_model_is_refused(tmp_path):
    folder, _ = make(tmp_path, V2, 128, projection=False)
    model = GlmForCausalLM(GlmConfig(
        vocab_size=160, hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
        head_dim=16, pad_token_id=PAD, eos_token_id=2,
    ))  # fmt: skip
    with pytest.raises(ValueError, match="num_hidden_layers = 2, the model has 3"):
        prefix_cache(folder, model)


@pytest.mark.parametrize(
    ("change", "error_id", "word"),
    [
        ({"pre_seq_len": 8}, "checkpoint-config-invalid", "has 7 rows"),
        ({"prefix_projection": True}, "checkpoint-config-invalid", "the files say otherwise"),
        ({"num_layers": 3}, "checkpoint-shape-mismatch", "need 192"),
    ],
)
def test_contradictions_are_refused(tmp_path, change, error_id, word):
    config = {**V2, "pre_seq_len": LENGTH, "prefix_projection": False, **change}
    checkpoint = open_checkpoint(conversion.write_source(tmp_path / "in", config, encoder(128, projection=False)))
    with pytest.raises(GlmError, match=word) as caught:
        ptuning.plan(checkpoint)
    assert caught.value.id == error_id


def test_a_whole_model_beside_the_prefix_is_not_taken_for_one(tmp_path):
    tensors = encoder(128, projection=False) | {"transformer.output_layer.weight": torch.zeros(4, 4)}
    checkpoint = open_checkpoint(conversion.write_source(tmp_path / "in", {**V2, "pre_seq_len": LENGTH}, tensors))
    assert not ptuning.matches(checkpoint)
