"""Small random checkpoints in the published ChatGLM2/3/GLM-4 form, for tests: config, tensors, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

SMALL: dict[str, Any] = {
    "model_type": "chatglm", "architectures": ["ChatGLMModel"], "_name_or_path": "THUDM/chatglm3-6b", "add_bias_linear": False,
    "add_qkv_bias": True, "apply_residual_connection_post_layernorm": False, "ffn_hidden_size": 96, "fp32_residual_connection": False,
    "hidden_size": 64, "kv_channels": 16, "layernorm_epsilon": 1e-5, "multi_query_attention": True, "multi_query_group_num": 2,
    "num_attention_heads": 4, "num_layers": 2, "original_rope": True, "padded_vocab_size": 256, "post_layer_norm": True, "rmsnorm": True,
    "seq_length": 8192, "torch_dtype": "float16", "transformers_version": "4.30.2", "tie_word_embeddings": False, "eos_token_id": 2,
    "pad_token_id": 0,
}  # fmt: skip


def shapes(config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the published tensors."""
    hidden, ffn, vocabulary = config["hidden_size"], config["ffn_hidden_size"], config["padded_vocab_size"]
    heads, head = config["num_attention_heads"], config["kv_channels"]
    groups = config["multi_query_group_num"] if config["multi_query_attention"] else heads
    fused = (heads + 2 * groups) * head
    found: dict[str, tuple[int, ...]] = {"transformer.embedding.word_embeddings.weight": (vocabulary, hidden)}
    for layer in range(config["num_layers"]):
        base = f"transformer.encoder.layers.{layer}."
        found |= {
            base + "input_layernorm.weight": (hidden,), base + "self_attention.query_key_value.weight": (fused, hidden),
            base + "self_attention.query_key_value.bias": (fused,), base + "self_attention.dense.weight": (hidden, heads * head),
            base + "post_attention_layernorm.weight": (hidden,), base + "mlp.dense_h_to_4h.weight": (2 * ffn, hidden),
            base + "mlp.dense_4h_to_h.weight": (hidden, ffn),
        }  # fmt: skip
    return found | {
        "transformer.encoder.final_layernorm.weight": (hidden,), "transformer.output_layer.weight": (vocabulary, hidden),
        "transformer.rotary_pos_emb.inv_freq": (head // 4,),
    }  # fmt: skip


def random_state(config: dict[str, Any], dtype: torch.dtype = torch.float16, seed: int = 0) -> dict[str, torch.Tensor]:
    """Random tensors of sizes at which every part of the model matters."""
    generator = torch.Generator().manual_seed(seed)
    state = {}
    for name, shape in shapes(config).items():
        values = torch.randn(shape, generator=generator)
        values = 1 + 0.2 * values if name.endswith("layernorm.weight") else values / (shape[-1] ** 0.5 if len(shape) > 1 else 2)
        state[name] = (values * (4 if "word_embeddings" in name else 1)).to(dtype)
    return state


def write(folder: Path, config: dict[str, Any], state: dict[str, torch.Tensor], *, shards: int = 2, kind: str = "bin") -> Path:
    """Write a checkpoint as its publisher does: shards and index, or one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    names = list(state)
    stem = "pytorch_model" if kind == "bin" else "model"
    weight_map = {}
    for number in range(shards):
        part = names[number * len(names) // shards : (number + 1) * len(names) // shards]
        name = f"{stem}-{number + 1:05d}-of-{shards:05d}.{kind}" if shards > 1 else f"{stem}.{kind}"
        save_file(folder / name, {key: state[key] for key in part}, kind)
        weight_map |= dict.fromkeys(part, name)
    if shards > 1:
        index = {"metadata": {"total_size": sum(t.numel() * t.element_size() for t in state.values())}, "weight_map": weight_map}
        (folder / f"{stem}.{kind}.index.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


def save_file(path: Path, tensors: dict[str, torch.Tensor], kind: str) -> None:
    """One weight file."""
    if kind == "bin":
        torch.save(tensors, path)
    else:
        from safetensors.torch import save_file as save

        save(tensors, path)
