"""ChatGLM-6B (v1, v1.1, the March 2023 vocabulary, the publisher's int4 and int8) to ``ChatGlmV1ForCausalLM``.

The tensors keep their published order: query, key and value stay interleaved head by head. The vocabulary of March 2023 began with
20000 image tokens, which no text uses; its rows are dropped and every id moves down, which is what the publisher did in April 2023.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import early, early_forward, quantized
from glm_deploy.convert.family import Drop, Family, Plan, TensorRule, check_no_prefix, number
from glm_deploy.errors import GlmError
from glm_deploy.loading import register_own_models as register

IMAGE_TOKENS = 20000
EMBEDDING = "transformer.word_embeddings.weight"
HEAD = "lm_head.weight"
_IDS = {"bos_token_id": 130004, "eos_token_id": 130005, "pad_token_id": 3, "mask_token_id": 130000, "gmask_token_id": 130001}


def matches(checkpoint: Checkpoint) -> bool:
    """Two-dimensional positions in config, the layers of ChatGLM-6B in the files."""
    config, names = checkpoint.config, checkpoint.tensors
    layers = early.LAYER.format(0) + "attention.query_key_value.weight" in names and EMBEDDING in names
    return bool(layers and checkpoint.layout != "sat" and "inner_hidden_size" in config)


def is_march(checkpoint: Checkpoint) -> bool:
    """Whether the vocabulary is that of March 2023: its special tokens lie past 150000."""
    bos = checkpoint.config.get("bos_token_id")
    return isinstance(bos, int) and bos >= _IDS["bos_token_id"] + IMAGE_TOKENS


def target_config(checkpoint: Checkpoint) -> dict[str, Any]:
    """``config.json`` of the target. The residual factor is that of 28 layers whatever the number of layers, as published."""
    config, size = checkpoint.config, early.width(checkpoint, inner="inner_hidden_size")
    if config.get("position_encoding_2d", True) is not True:
        raise GlmError("checkpoint-config-invalid", "config.json has position_encoding_2d off; no published ChatGLM-6B does.")
    check_no_prefix(checkpoint)
    moved = IMAGE_TOKENS if is_march(checkpoint) else 0
    vocabulary = size.vocabulary - moved
    ids = {key: int(number(config, key, low=moved, default=value + moved)) - moved for key, value in _IDS.items()}
    outside = {key: value for key, value in ids.items() if value >= vocabulary}
    if outside:
        raise GlmError("checkpoint-config-invalid", f"config.json places {', '.join(outside)} outside its {size.vocabulary} tokens.")
    return {
        "architectures": ["ChatGlmV1ForCausalLM"], "model_type": "chatglm_v1", "vocab_size": vocabulary,
        "hidden_size": size.hidden, "intermediate_size": size.inner, "num_hidden_layers": size.layers,
        "num_attention_heads": size.heads, "max_position_embeddings": int(number(config, "max_sequence_length", default=2048)),
        "layer_norm_eps": float(number(config, "layernorm_epsilon", low=1e-12, high=1e-2, default=1e-5)),
        "residual_scale": math.sqrt(2 * 28), "rotary_precision": "float16-frequencies", "rotary_theta": 10000.0,
        "initializer_range": 0.02, "use_cache": True, "tie_word_embeddings": _tied(checkpoint),
        "sop_token_id": ids["bos_token_id"], **ids,
    }  # fmt: skip


def plan(checkpoint: Checkpoint) -> Plan:
    """The tensor rules."""
    size = early.width(checkpoint, inner="inner_hidden_size")
    part = partial(quantized.part, checkpoint)
    rows = (IMAGE_TOKENS, size.vocabulary) if is_march(checkpoint) else None
    vocabulary = (size.vocabulary - (rows[0] if rows else 0), size.hidden)
    rules = [TensorRule("model.embed_tokens.weight", vocabulary, (part(EMBEDDING, rows),))]
    rules += early.norm_rules("model.norm", "transformer.final_layernorm", size.hidden)
    drops = early.rotary_drops(checkpoint)
    if HEAD not in checkpoint.tensors and not _tied(checkpoint):
        message = f"{HEAD} is missing, and config.json does not say that it is the embedding (tie_word_embeddings)."
        raise GlmError("checkpoint-tensor-missing", message, tensor=HEAD)
    if HEAD in checkpoint.tensors and _tied(checkpoint):
        drops.append(Drop(HEAD, "the same as the embedding, stored once", EMBEDDING))
        if HEAD + quantized.SCALE in checkpoint.tensors:
            drops.append(Drop(HEAD + quantized.SCALE, "scale of a tensor stored once", EMBEDDING + quantized.SCALE))
    elif HEAD in checkpoint.tensors:
        rules.append(TensorRule(HEAD, vocabulary, (part(HEAD, rows),)))
    if rows:
        cut = [EMBEDDING] if HEAD not in checkpoint.tensors or _tied(checkpoint) else [EMBEDDING, HEAD]
        drops += [Drop(name, f"its first {IMAGE_TOKENS} rows, image tokens that no text uses") for name in cut]
    for layer in range(size.layers):
        rules += early.layer_rules(size, early.LAYER.format(layer), f"model.layers.{layer}.", part)
    return Plan(tuple(rules), tuple(drops))


def _tied(checkpoint: Checkpoint) -> bool:
    """The published files hold embedding and output layer separately; they become one only where they are equal, bit for bit.

    Whoever saved the model with another library may have stored one of them, and says so in config.
    """
    tensors = checkpoint.tensors
    if HEAD not in tensors:
        return checkpoint.config.get("tie_word_embeddings") is True
    scales = tensors.get(EMBEDDING + quantized.SCALE), tensors.get(HEAD + quantized.SCALE)
    return early.equal(tensors.get(EMBEDDING), tensors.get(HEAD)) and (scales == (None, None) or early.equal(*scales))


FAMILIES = (
    Family(
        "chatglm_v1", "ChatGlmV1ForCausalLM", "chatglm-v1/1", "ChatGLM-6B v1 and v1.1, also int4 and int8 (ChatGLMModel)",
        matches, target_config, plan, "chatglm-6b", early_forward.chatglm_v1, register=register,
    ),
)  # fmt: skip
