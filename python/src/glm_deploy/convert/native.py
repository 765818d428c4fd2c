"""GLM-4 checkpoints that transformers loads already (``glm``, ``glm4``): passed through, tensor by tensor, with all checks.

``model_type`` alone proves nothing: GLM-10B says ``glm`` too. The tensors' names and the class in the config decide.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from glm_deploy.checkpoint.table import Checkpoint
from glm_deploy.convert import native_forward, side_files
from glm_deploy.convert.family import Drop, Family, Plan, check_token_ids, number, rename, shown
from glm_deploy.errors import GlmError

RULES = "native-glm/2"
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
_BOUNDS = {
    "rms_norm_eps": (1e-12, 1e-2), "rope_theta": (10.0, 1e10), "partial_rotary_factor": (1e-3, 1.0), "factor": (1e-3, 1e6),
}  # fmt: skip
"""Outside of these a model computes nonsense or NaN; the widest published ones are far inside."""
_BY_CLASS = (*_SIZES, "hidden_act", "rms_norm_eps", "attention_bias", "tie_word_embeddings")
_TOKENS = ("bos_token_id", "eos_token_id", "pad_token_id")


def _is(model_type: str, checkpoint: Checkpoint) -> bool:
    config = checkpoint.config
    named = config.get("model_type") == model_type and config.get("architectures") in ([CLASSES[model_type]], None)
    foreign = "block_position_encoding" in config or "num_layers" in config
    return bool(named and not foreign and "model.layers.0.self_attn.q_proj.weight" in checkpoint.tensors)


def target_config(checkpoint: Checkpoint) -> dict[str, Any]:
    """The source's config as far as the architecture needs it, checked."""
    config = complete(checkpoint.config)
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
    for place in (kept, kept.get("rope_scaling") or {}, kept.get("rope_parameters") or {}):
        for key, (low, high) in _BOUNDS.items():
            if key in place:
                number(place, key, low=low, high=high)
    return {**kept, **_token_ids(checkpoint, config), "architectures": [CLASSES[config["model_type"]]]}


def complete(config: Mapping[str, Any]) -> dict[str, Any]:
    """A config with what it leaves to its class, written out: the class of another version of the library may say otherwise."""
    return {**{key: _class_values(str(config["model_type"]))[key] for key in _BY_CLASS}, **config}


@functools.cache
def _class_values(model_type: str) -> dict[str, Any]:
    from transformers import AutoConfig

    values: dict[str, Any] = AutoConfig.for_model(model_type).to_dict()
    return values


def _token_ids(checkpoint: Checkpoint, config: Mapping[str, Any]) -> dict[str, Any]:
    """The token ids: of config, else of the source's generation settings, else of the class where its vocabulary has them."""
    vocabulary = number(config, "vocab_size")
    found: dict[str, Any] = {}
    settings = side_files.generation_settings(checkpoint)
    for file, given in (("config.json", config), (side_files.GENERATION, settings)):
        for key in _TOKENS:
            if given.get(key) is not None:
                check_token_ids(key, given[key], vocabulary, file)
                found.setdefault(key, given[key])
    if vocabulary == _class_values(config["model_type"])["vocab_size"]:
        found = {**{key: _class_values(config["model_type"])[key] for key in _TOKENS if key not in config}, **found}
    return {key: found.get(key) for key in _TOKENS}


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
