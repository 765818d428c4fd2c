"""ChatGLM2, ChatGLM3, CodeGeeX2 and GLM-4 in their published form (``ChatGLMModel``, remote code) to ``GlmForCausalLM``.

All of them compute the same thing: pre-norm RMSNorm, grouped query attention, rotary on the first half of each head in
adjacent pairs, a gated MLP. What differs is widths, epsilon, the rotary base and the tokenizer. Facts: published
``modeling_chatglm.py`` of each; the mapping is that of transformers' own GLM-4 script, with ``rope_ratio`` honoured.
"""

from __future__ import annotations

from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import chatglm_forward, chatglm_kind, quantized
from glm_deploy.convert.family import Drop, Family, Part, Plan, TensorRule, check_no_prefix, check_token_ids, number, rename, shown
from glm_deploy.errors import GlmError

RULES = "chatglm-to-glm/2"
LAYER = "transformer.encoder.layers.{}."
QKV = "self_attention.query_key_value."
ROPE_BASE = 10000.0
GLM4_STOPS = [151329, 151336, 151338]
"""``<|endoftext|>``, ``<|user|>`` and ``<|observation|>`` of the published GLM-4."""

_FIXED = {
    "rmsnorm": True, "post_layer_norm": True, "original_rope": True, "add_bias_linear": False,
    "apply_residual_connection_post_layernorm": False, "fp32_residual_connection": False,
}  # fmt: skip


def is_chatglm(checkpoint: Checkpoint) -> bool:
    """Whether config and tensors are those of the published ``ChatGLMModel`` from generation 2 on."""
    config, names = checkpoint.config, checkpoint.tensors
    fields = "padded_vocab_size" in config and "multi_query_attention" in config and "block_position_encoding" not in config
    layers = LAYER.format(0) + QKV + "weight" in names and "transformer.embedding.word_embeddings.weight" in names
    return bool(fields and layers and not any("prefix_encoder" in name for name in names))


def rope(checkpoint: Checkpoint) -> dict[str, Any]:
    """The rotary parameters. ``rope_ratio`` divides the positions in ChatGLM2-6B-32k and multiplies the base in all later ones.

    Raises: GlmError ``checkpoint-config-invalid``, also where the evidence for its meaning is at odds.
    """
    ratio = number(checkpoint.config, "rope_ratio", low=1e-3, high=1e6, default=1)
    base: dict[str, Any] = {"rope_type": "default", "rope_theta": ROPE_BASE, "partial_rotary_factor": 0.5}
    if ratio == 1:
        return base
    if chatglm_kind.positions_divided(checkpoint):
        return {**base, "rope_type": "linear", "factor": float(ratio)}
    return {**base, "rope_theta": ROPE_BASE * ratio}


def sizes(checkpoint: Checkpoint) -> dict[str, int]:
    """The widths of the model, checked: layers, hidden, heads, groups, head, ffn, vocabulary.

    Raises: GlmError ``checkpoint-config-invalid``.
    """
    config = checkpoint.config
    found = {
        "layers": number(config, "num_layers", high=1024), "hidden": number(config, "hidden_size", high=1 << 17),
        "heads": number(config, "num_attention_heads", high=4096), "head": number(config, "kv_channels", high=4096),
        "ffn": number(config, "ffn_hidden_size", high=1 << 20), "vocabulary": number(config, "padded_vocab_size"),
    }  # fmt: skip
    found = {key: int(value) for key, value in found.items()}
    found["groups"] = int(number(config, "multi_query_group_num", high=4096)) if config["multi_query_attention"] is True else found["heads"]
    if found["heads"] % found["groups"] or found["head"] % 4:
        message = f"config.json has {found['heads']} heads of {found['head']} in {found['groups']} groups, which does not divide."
        raise GlmError("checkpoint-config-invalid", message)
    check_no_prefix(checkpoint)
    for key, value in _FIXED.items():
        if config.get(key, value) is not value:
            message = f"config.json has {key} = {shown(config[key])}; the published models have {value}, nothing else is expressible."
            raise GlmError("checkpoint-config-invalid", message, key=key)
    return found


def target_config(checkpoint: Checkpoint) -> dict[str, Any]:
    """``config.json`` of the ``GlmForCausalLM``."""
    config, size = checkpoint.config, sizes(checkpoint)
    eos, pad = token_ids(checkpoint, size["vocabulary"])
    return {
        "architectures": ["GlmForCausalLM"], "model_type": "glm", "vocab_size": size["vocabulary"], "hidden_size": size["hidden"],
        "intermediate_size": size["ffn"], "num_hidden_layers": size["layers"], "num_attention_heads": size["heads"],
        "num_key_value_heads": size["groups"], "head_dim": size["head"], "hidden_act": "silu", "attention_dropout": 0.0,
        "attention_bias": LAYER.format(0) + QKV + "bias" in checkpoint.tensors,
        "max_position_embeddings": int(number(config, "seq_length", default=2048)), "initializer_range": 0.02,
        "rms_norm_eps": float(number(config, "layernorm_epsilon", low=1e-12, high=1e-2)), "use_cache": True,
        "tie_word_embeddings": False, "rope_parameters": rope(checkpoint),
        "bos_token_id": None, "eos_token_id": eos, "pad_token_id": pad,
    }  # fmt: skip


def token_ids(checkpoint: Checkpoint, vocabulary: int) -> tuple[Any, int | None]:
    """What ends an answer, and what fills up a row. None: of a GLM-4 whose vocabulary is not the published one, nothing tells.

    A smaller GLM-4 often keeps the published ids in its config; its own follow from the number of tokens in its rank file.
    Raises: GlmError ``checkpoint-config-invalid``.
    """
    eos, pad = checkpoint.config.get("eos_token_id"), checkpoint.config.get("pad_token_id")
    usual: tuple[Any, int | None] = (2, 0)
    if chatglm_kind.generation(checkpoint) == "glm4":
        end = chatglm_kind.rank_count(checkpoint) or GLM4_STOPS[0]
        stops = [end + stop - GLM4_STOPS[0] for stop in GLM4_STOPS]
        usual = (stops, end) if stops[-1] < vocabulary else (None, None)
        if GLM4_STOPS[-1] >= vocabulary:
            eos, pad = None if eos == GLM4_STOPS else eos, None if pad == GLM4_STOPS[0] else pad
    eos, pad = usual[0] if eos is None else eos, usual[1] if pad is None else pad
    for key, ids in (("eos_token_id", eos), ("pad_token_id", pad if pad is None else [pad])):
        if ids is not None:
            check_token_ids(key, ids, vocabulary)
    return eos, pad


def notes(checkpoint: Checkpoint) -> tuple[str, ...]:
    """What should be known of the kind that was told, and of token ids that are not."""
    vocabulary = int(number(checkpoint.config, "padded_vocab_size"))
    found = chatglm_kind.notes(checkpoint)
    if token_ids(checkpoint, vocabulary)[0] is None:
        found = (*found, "no token is known that ends an answer: none of GLM-4's lies in this vocabulary")
    return found


def plan(checkpoint: Checkpoint) -> Plan:
    """The tensor rules."""
    size = sizes(checkpoint)
    hidden = size["hidden"]
    rules = [
        _linear(checkpoint, "model.embed_tokens.weight", "transformer.embedding.word_embeddings.weight", (size["vocabulary"], hidden)),
        rename("model.norm.weight", "transformer.encoder.final_layernorm.weight", (hidden,)),
        _linear(checkpoint, "lm_head.weight", "transformer.output_layer.weight", (size["vocabulary"], hidden)),
    ]
    for layer in range(size["layers"]):
        rules += _layer(checkpoint, size, LAYER.format(layer), f"model.layers.{layer}.")
    drops = [Drop(name, "rotary table, computed anew") for name in checkpoint.tensors if name.endswith("rotary_pos_emb.inv_freq")]
    return Plan(tuple(rules), tuple(drops))


def _layer(checkpoint: Checkpoint, size: dict[str, int], source: str, target: str) -> list[TensorRule]:
    hidden, ffn, queries = size["hidden"], size["ffn"], size["heads"] * size["head"]
    keys = size["groups"] * size["head"]
    norms = ("input_layernorm.weight", "post_attention_layernorm.weight")
    rules = [rename(target + norm, source + norm, (hidden,)) for norm in norms]
    rules += [
        _linear(checkpoint, target + "self_attn.o_proj.weight", source + "self_attention.dense.weight", (hidden, queries)),
        _linear(checkpoint, target + "mlp.gate_up_proj.weight", source + "mlp.dense_h_to_4h.weight", (2 * ffn, hidden)),
        _linear(checkpoint, target + "mlp.down_proj.weight", source + "mlp.dense_4h_to_h.weight", (hidden, ffn)),
    ]
    for kind, tail in (("weight", (hidden,)), ("bias", ())):
        name = source + QKV + kind
        if kind == "weight" or LAYER.format(0) + QKV + "bias" in checkpoint.tensors:
            for projection, rows in _qkv_rows(size, queries, keys, checkpoint.config["multi_query_attention"] is True).items():
                parts = tuple(quantized.part(checkpoint, name, row) if kind == "weight" else Part(name, row) for row in rows)
                count = keys if projection in "kv" else queries
                rules.append(TensorRule(f"{target}self_attn.{projection}_proj.{kind}", (count, *tail), parts))
    return rules


def _qkv_rows(size: dict[str, int], queries: int, keys: int, grouped: bool) -> dict[str, list[tuple[int, int]]]:
    """Rows of query, key and value in the fused weight: three blocks, or per head when the heads are not grouped."""
    if grouped:
        return {"q": [(0, queries)], "k": [(queries, queries + keys)], "v": [(queries + keys, queries + 2 * keys)]}
    head = size["head"]
    return {
        name: [(head * (3 * n + place), head * (3 * n + place + 1)) for n in range(size["heads"])] for place, name in enumerate("qkv")
    }


def _linear(checkpoint: Checkpoint, target: str, source: str, shape: tuple[int, ...]) -> TensorRule:
    return TensorRule(target, shape, (quantized.part(checkpoint, source),))


def _family(name: str, supports: str, tokenizer: str | None = None) -> Family:
    def matches(checkpoint: Checkpoint) -> bool:
        return is_chatglm(checkpoint) and chatglm_kind.generation(checkpoint) == name

    return Family(name, "GlmForCausalLM", RULES, supports, matches, target_config, plan, tokenizer, chatglm_forward.logits, notes=notes)


FAMILIES = (
    _family("chatglm2", "ChatGLM2-6B and its 32k variant (ChatGLMModel)"),
    _family("chatglm3", "ChatGLM3-6B, base, chat, 32k, 128k (ChatGLMModel)"),
    _family("codegeex2", "CodeGeeX2-6B (ChatGLMModel)", "chatglm2"),
    _family("glm4", "GLM-4-9B in remote-code format (ChatGLMModel)", "glm-4"),
)
