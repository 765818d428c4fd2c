"""ChatGLM-6B (v1) from its published files: slim and March vocabulary, tied or not, the publisher's int8 and int4."""

from __future__ import annotations

import pytest
import torch
from support import conversion
from support import reference_prefix as reference
from support.tiny_v1 import CONFIG, EMBEDDING, HEAD, SIZE, source_state
from transformers import AutoModelForCausalLM

from glm_deploy import models
from glm_deploy.checkpoint import blobs
from glm_deploy.checkpoint.opening import open_checkpoint
from glm_deploy.convert import chatglm_v1, convert_checkpoint
from glm_deploy.errors import GlmError

ROW = [5, 9, 60, 131, 134, 12, 44]


def load(folder):
    models.register()
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


@torch.no_grad()
@pytest.mark.parametrize("tied", [False, True])
def test_logits_survive_and_equal_matrices_are_stored_once(tmp_path, tied):
    state = source_state(tied=tied)
    account = conversion.convert(chatglm_v1.FAMILIES, conversion.write_source(tmp_path / "in", CONFIG, state), tmp_path / "out")
    model = load(tmp_path / "out")
    assert (model(torch.tensor([ROW])).logits[0] - reference.chatglm_v1(state, SIZE, ROW)).abs().max() < 1e-5
    assert model.config.tie_word_embeddings is tied
    assert (HEAD in account.dropped) is tied
    assert "rotary table" in account.dropped["transformer.layers.0.attention.rotary_emb.inv_freq"]


@torch.no_grad()
@pytest.mark.parametrize("march", [False, True])
def test_an_output_that_is_not_stored_is_the_embedding_where_config_says_so(tmp_path, march):
    state = source_state(vocab=150010 if march else 160)
    del state[HEAD]
    change = {**MARCH, "vocab_size": 150010} if march else {}
    source = conversion.write_source(tmp_path / "in", {**CONFIG, **change, "tie_word_embeddings": True}, state)
    record = convert_checkpoint(source, tmp_path / "out", dtype="float32", verify="forward")
    model = load(tmp_path / "out")
    assert model.config.tie_word_embeddings is True
    assert record.facts["verified"]["forward"]["largest_logit"] > 0.1
    size = reference.Sizes(**{**SIZE.__dict__, "sop": 130004, "mask": 130000, "gmask": 130001}) if march else SIZE
    row = [5, 9, 60, size.gmask, size.sop, 12, 44]
    whole = state | dict.fromkeys((EMBEDDING, HEAD), state[EMBEDDING][20000:] if march else state[EMBEDDING])
    assert (model(torch.tensor([row])).logits[0] - reference.chatglm_v1(whole, size, row)).abs().max() < 1e-5


def test_a_difference_in_the_last_element_keeps_both_matrices(tmp_path):
    state = source_state(tied=True)
    state[HEAD][-1, -1] += 1
    checkpoint = open_checkpoint(conversion.write_source(tmp_path / "in", CONFIG, state))
    assert chatglm_v1.target_config(checkpoint)["tie_word_embeddings"] is False


MARCH = {"bos_token_id": 150004, "eos_token_id": 150005, "pad_token_id": 20003, "mask_token_id": 150000, "gmask_token_id": 150001}


@torch.no_grad()
@pytest.mark.parametrize("tied", [False, True])
def test_the_march_vocabulary_loses_its_image_tokens(tmp_path, tied):
    state = source_state()
    state[EMBEDDING] = torch.cat((torch.ones(20000, 64), torch.full((130010, 64), 0.5)))
    state[HEAD] = state[EMBEDDING].clone() if tied else torch.cat((torch.ones(20000, 64), torch.full((130010, 64), 0.25)))
    source = conversion.write_source(tmp_path / "in", {**CONFIG, **MARCH, "vocab_size": 150010}, state)
    account = conversion.convert(chatglm_v1.FAMILIES, source, tmp_path / "out")
    model = load(tmp_path / "out")
    assert (model.config.vocab_size, model.config.sop_token_id, model.config.pad_token_id) == (130010, 130004, 3)
    assert model.model.embed_tokens.weight.shape == model.lm_head.weight.shape == (130010, 64)
    assert float(model.model.embed_tokens.weight.max()) == 0.5
    assert float(model.lm_head.weight.max()) == (0.5 if tied else 0.25)
    assert "20000 rows" in account.dropped[EMBEDDING]


def test_ids_outside_the_vocabulary_are_refused(tmp_path):
    source = conversion.write_source(tmp_path / "in", {**CONFIG, **MARCH, "vocab_size": 20160}, source_state(vocab=20160))
    with pytest.raises(GlmError, match="outside its 20160 tokens") as caught:
        chatglm_v1.target_config(open_checkpoint(source))
    assert caught.value.id == "checkpoint-config-invalid"


def quantize(state: reference.State, bits: int) -> tuple[reference.State, reference.State]:
    """The publisher's layout (4 bit: the even column in the high half of a byte) and the values that it stands for."""
    packed, values = dict(state), dict(state)
    for name, weight in state.items():
        if weight.dim() != 2 or "layers" not in name:
            continue
        top = 127 if bits == 8 else 7
        scale = (weight.float().abs().amax(1) / top).half()
        whole = (weight.float() / scale.float()[:, None]).round().clamp(-top, top).to(torch.int8)
        values[name] = whole.float() * scale.float()[:, None]
        packed[name + "_scale"] = scale
        packed[name] = whole if bits == 8 else ((whole[:, 0::2] << 4) | (whole[:, 1::2] & 15)).to(torch.int8)
    return packed, values


@torch.no_grad()
@pytest.mark.parametrize("bits", [8, 4])
def test_the_publishers_integers_give_their_exact_values(tmp_path, bits):
    packed, values = quantize(source_state(), bits)
    source = conversion.write_source(tmp_path / "in", {**CONFIG, "quantization_bit": bits}, packed)
    conversion.convert(chatglm_v1.FAMILIES, source, tmp_path / "out")
    have = load(tmp_path / "out")(torch.tensor([ROW])).logits[0]
    assert (have - reference.chatglm_v1(values, SIZE, ROW)).abs().max() < 1e-5
    assert (have - reference.chatglm_v1(source_state(), SIZE, ROW)).abs().max() > 1e-3, "the precision lost stays lost"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"position_encoding_2d": False}, "position_encoding_2d off"),
        ({"num_attention_heads": 5}, "5 heads"),
        ({"num_layers": 0}, "num_layers = 0"),
        ({"gmask_token_id": 160}, "gmask_token_id outside"),
    ],
)
def test_impossible_configs_are_refused(tmp_path, change, word):
    checkpoint = open_checkpoint(conversion.write_source(tmp_path / "in", {**CONFIG, **change}, source_state()))
    with pytest.raises(GlmError, match=word) as caught:
        chatglm_v1.target_config(checkpoint)
    assert caught.value.id == "checkpoint-config-invalid"


@torch.no_grad()
def test_the_forward_that_verify_runs_agrees_and_notices_a_swap(tmp_path):
    state = source_state()
    source = conversion.write_source(tmp_path / "in", CONFIG, state)
    conversion.convert(chatglm_v1.FAMILIES, source, tmp_path / "out")
    model, rows = load(tmp_path / "out"), torch.tensor([ROW, [5, 6, 7, 130, 9, 134, 8], [9, 8, 7, 6, 5, 4, 11]])
    want = chatglm_v1.FAMILIES[0].forward(open_checkpoint(source), rows, 2, "float32")
    blobs.release()
    assert (model(rows).logits - want).abs().max() < 1e-5
    weight = model.model.layers[0].self_attn.qkv_proj.weight
    weight.copy_(weight.view(4, 3, 16, 64)[:, [1, 0, 2]].reshape(192, 64))
    assert (model(rows).logits - want).abs().max() > 1e-3


def test_another_architecture_is_not_taken_for_it(tmp_path):
    state = source_state()
    config = {key: value for key, value in CONFIG.items() if key != "inner_hidden_size"}
    assert not chatglm_v1.matches(open_checkpoint(conversion.write_source(tmp_path / "config", config, state)))
    del state[EMBEDDING]
    assert not chatglm_v1.matches(open_checkpoint(conversion.write_source(tmp_path / "tensors", CONFIG, state)))
