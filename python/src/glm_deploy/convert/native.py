"""GLM-4 checkpoints that transformers loads already (``glm``, ``glm4``): passed through, tensor by tensor, with all checks.

``model_type`` alone proves nothing: GLM-10B says ``glm`` too. The tensors' names and the class in the config decide.
"""

from __future__ import annotations

from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import native_forward
from glm_deploy.convert.family import Drop, Family, Plan, check_token_ids, number, rename, shown
from glm_deploy.errors import GlmError

RULES = "native-glm/1"
CLASSES = {"glm": "GlmForCausalLM", "glm4": "Glm4ForCausalLM"}
_SIZES = (
    "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
    "max_position_embeddings",
)  # fmt: skip
_REAL, _ID, _MAP = (int, float), (int, list, type(None)), (dict, type(None))
_OTHERS: dict[str, tuple[type, ...]] = {
    "model_type": (str,), "hidden_act": (str,), "attention_dropout": _REAL, "initializer_range": _REAL, "rms_norm_eps": _REAL,
    "use_cache": (bool,), "tie_word_embeddings": (bool,), "attention_bias": (bool,), "rope_parameters": _MAP, "rope_scaling": _MAP,
    "rope_theta": _REAL, "partial_rotary_factor": _REAL, "bos_token_id": _ID, "eos_token_id": _ID, "pad_token_id": _ID,
}  # fmt: skip
"""What is taken over beside the sizes, and its types. Anything else might point to code (``auto_map``, kernels for attention) or to
places of the publisher."""


def _is(model_type: str, checkpoint: Checkpoint) -> bool:
    config = checkpoint.config
    named = config.get("model_type") == model_type and config.get("architectures") in ([CLASSES[model_type]], None)
    foreign = "block_position_encoding" in config or "num_layers" in config
    return bool(named and not foreign and "model.layers.0.self_attn.q_proj.weight" in checkpoint.tensors)


def target_config(checkpoint: Checkpoint) -> dict[str, Any]:
    """The source's config as far as the architecture needs it, checked."""
    config = checkpoint.config
    if config.get("quantization_config") is not None:
        raise GlmError("checkpoint-quantized", f"config.json has a quantization_config: {str(config['quantization_config'])[:120]}.")
    number(config, "num_hidden_layers", high=1024)
    kept: dict[str, Any] = {key: number(config, key) for key in _SIZES if key in config}
    for key, types in _OTHERS.items():
        if key in config:
            kept[key] = config[key]
            if not isinstance(config[key], types) or (isinstance(config[key], bool) and bool not in types):
                message = f"config.json has {key} = {shown(config[key])}, expected another type."
                raise GlmError("checkpoint-config-invalid", message, key=key)
            if key.endswith("_token_id") and config[key] is not None:
                check_token_ids(key, config[key], number(config, "vocab_size"))
    return {**kept, "architectures": [CLASSES[config["model_type"]]]}


def plan(checkpoint: Checkpoint) -> Plan:
    """Every tensor under its own name, with the shape that the class gives it; a tied output that was stored is dropped."""
    from glm_deploy.convert.verify import expected_shapes

    family = next(family for family in FAMILIES if family.matches(checkpoint))
    shapes = expected_shapes(family, target_config(checkpoint))
    rules = tuple(rename(name, name, shape) for name, shape in shapes.items())
    drops = [Drop(name, "rotary table, computed anew") for name in checkpoint.tensors if name.endswith("rotary_emb.inv_freq")]
    if "lm_head.weight" in checkpoint.tensors and "lm_head.weight" not in shapes:
        drops.append(Drop("lm_head.weight", "tied to the embedding", same_as="model.embed_tokens.weight"))
    return Plan(rules, tuple(drops))


def _family(model_type: str, name: str, supports: str) -> Family:
    def matches(checkpoint: Checkpoint) -> bool:
        return _is(model_type, checkpoint)

    return Family(
        name, CLASSES[model_type], RULES, supports, matches, target_config, plan, "native", native_forward.logits,
        obstacle=native_forward.obstacle,
    )  # fmt: skip


FAMILIES = (
    _family("glm", "glm-native", "GLM-4-9B in native format (GlmForCausalLM)"),
    _family("glm4", "glm4-native", "GLM-4-0414 and GLM-Z1 (Glm4ForCausalLM)"),
)
