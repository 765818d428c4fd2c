"""Writes the demo model as THUDM published ChatGLM3: fused tensors, float16, sharded ``.bin`` files with an index."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import files
from glm_deploy.demo.train import SHAPE, Trained

if TYPE_CHECKING:
    import torch

SHARD_BYTES = 256 << 10
LICENCE = """The demo model of Deploy-GLM

Trained from random weights by `glm-deploy demo-model` on forty classical Chinese poems, which are in the public domain.
Neither code nor weights of a published model went into it; only the file format is that of ChatGLM3-6B.
Licence: MIT, as the rest of the project.
"""


def write(folder: Path, trained: Trained) -> list[str]:
    """Write the checkpoint's files into an existing folder; the same weights give the same bytes.

    Returns: the names of the files.
    """
    import torch

    tensors = original_tensors(trained.model)
    shards: list[dict[str, torch.Tensor]] = [{}]
    for name, tensor in tensors.items():
        size = sum(value.nbytes for value in shards[-1].values())
        if shards[-1] and size + tensor.nbytes > SHARD_BYTES:
            shards.append({})
        shards[-1][name] = tensor
    weight_map: dict[str, str] = {}
    for number, shard in enumerate(shards, 1):
        shard_name = f"pytorch_model-{number:05d}-of-{len(shards):05d}.bin"
        weight_map.update(dict.fromkeys(shard, shard_name))
        buffer = io.BytesIO()
        torch.save(shard, buffer)
        files.write_atomic(folder / shard_name, buffer.getvalue())
    total = sum(tensor.nbytes for tensor in tensors.values())
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(weight_map.items()))}
    files.write_json(folder / "pytorch_model.bin.index.json", index)
    files.write_json(folder / "config.json", original_config(trained.model.config.vocab_size))
    files.write_json(folder / "tokenizer_config.json", TOKENIZER_CONFIG)
    files.write_atomic(folder / "tokenizer.model", trained.tokenizer)
    files.write_atomic(folder / "LICENSE", LICENCE.encode())
    return sorted(path.name for path in folder.iterdir())


def original_tensors(model: Any) -> dict[str, torch.Tensor]:
    """Tensors under ChatGLM3's names, float16: query, key and value stacked in this order, gate before up, rotary table as buffer."""
    import torch

    state = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
    rotary = int(SHAPE["head_dim"] * SHAPE["partial_rotary_factor"])
    base = float(SHAPE["rope_parameters"]["rope_theta"])
    result = {
        "transformer.embedding.word_embeddings.weight": state["model.embed_tokens.weight"],
        "transformer.rotary_pos_emb.inv_freq": base ** -(torch.arange(0, rotary, 2).float() / rotary),
    }
    for layer in range(SHAPE["num_hidden_layers"]):
        source, target = f"model.layers.{layer}.", f"transformer.encoder.layers.{layer}."
        result[target + "input_layernorm.weight"] = state[source + "input_layernorm.weight"]
        for kind in ("weight", "bias"):
            parts = [state[f"{source}self_attn.{part}_proj.{kind}"] for part in "qkv"]
            result[f"{target}self_attention.query_key_value.{kind}"] = torch.cat(parts)
        result[target + "self_attention.dense.weight"] = state[source + "self_attn.o_proj.weight"]
        result[target + "post_attention_layernorm.weight"] = state[source + "post_attention_layernorm.weight"]
        result[target + "mlp.dense_h_to_4h.weight"] = state[source + "mlp.gate_up_proj.weight"]
        result[target + "mlp.dense_4h_to_h.weight"] = state[source + "mlp.down_proj.weight"]
    result["transformer.encoder.final_layernorm.weight"] = state["model.norm.weight"]
    result["transformer.output_layer.weight"] = state["lm_head.weight"]
    return {name: tensor.to(torch.float16).contiguous() for name, tensor in result.items()}


TOKENIZER_CONFIG: dict[str, Any] = {
    "name_or_path": "glm-deploy/demo",
    "remove_space": False,
    "do_lower_case": False,
    "tokenizer_class": "ChatGLMTokenizer",
    "auto_map": {"AutoTokenizer": ["tokenization_chatglm.ChatGLMTokenizer", None]},
}


def original_config(vocabulary: int) -> dict[str, Any]:
    """``config.json`` with the fields of the published ChatGLM3-6B."""
    module = "modeling_chatglm.ChatGLM"
    return {
        "_name_or_path": "glm-deploy/demo",
        "model_type": "chatglm",
        "architectures": ["ChatGLMModel"],
        "auto_map": {
            "AutoConfig": "configuration_chatglm.ChatGLMConfig",
            "AutoModel": f"{module}ForConditionalGeneration",
            "AutoModelForCausalLM": f"{module}ForConditionalGeneration",
            "AutoModelForSeq2SeqLM": f"{module}ForConditionalGeneration",
            "AutoModelForSequenceClassification": f"{module}ForSequenceClassification",
        },
        "add_bias_linear": False, "add_qkv_bias": True, "apply_query_key_layer_scaling": True,
        "apply_residual_connection_post_layernorm": False, "attention_dropout": 0.0, "attention_softmax_in_fp32": True,
        "bias_dropout_fusion": True, "ffn_hidden_size": SHAPE["intermediate_size"], "fp32_residual_connection": False,
        "hidden_dropout": 0.0, "hidden_size": SHAPE["hidden_size"], "kv_channels": SHAPE["head_dim"],
        "layernorm_epsilon": SHAPE["rms_norm_eps"], "multi_query_attention": True,
        "multi_query_group_num": SHAPE["num_key_value_heads"], "num_attention_heads": SHAPE["num_attention_heads"],
        "num_layers": SHAPE["num_hidden_layers"], "original_rope": True, "padded_vocab_size": vocabulary,
        "post_layer_norm": True, "rmsnorm": True, "seq_length": SHAPE["max_position_embeddings"], "use_cache": True,
        "torch_dtype": "float16", "transformers_version": "4.30.2", "tie_word_embeddings": False,
        "eos_token_id": SHAPE["eos_token_id"], "pad_token_id": SHAPE["pad_token_id"],
    }  # fmt: skip
