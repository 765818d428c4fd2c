"""GLM-10B and its relatives: prefix attention with learned places in the text and in the answer, and a tied output layer.

Written from the formulas of the project's notes on GLM (section 4.2) and compared with the published code. That code caches the
hidden states of each layer and projects them anew at every step; here keys and values are cached, which gives the same numbers.
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from transformers.activations import ACT2FN

from glm_deploy.models.chatglm_v1.modeling_chatglm_v1 import ChatGlmV1Attention, ChatGlmV1ForCausalLM, ChatGlmV1Model
from glm_deploy.models.glm_10b.configuration_glm_10b import Glm10BConfig


class Glm10BAttention(ChatGlmV1Attention):
    """Self-attention; ``qkv_proj`` holds all queries, then all keys, then all values, as published."""

    def split(self, fused: Tensor) -> tuple[Tensor, ...]:
        """``[batch, length, 3 * hidden]`` into query, key and value ``[batch, heads, length, dim]``."""
        shape = (*fused.shape[:2], -1, self.head_dim)
        return tuple(part.reshape(shape).transpose(1, 2) for part in fused.chunk(3, dim=-1))


class Glm10BMLP(nn.Module):
    """Two layers with the GELU that the config names."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=True)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=True)
        self.activation = ACT2FN[config.hidden_act]

    def forward(self, hidden_states: Tensor) -> Tensor:
        """``[batch, length, hidden]`` to the same shape."""
        result: Tensor = self.down_proj(self.activation(self.up_proj(hidden_states)))
        return result


class Glm10BDecoderLayer(nn.Module):
    """One layer with norms before its sub-layers."""

    def __init__(self, config: Any, layer_idx: int) -> None:
        super().__init__()
        self.input_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.self_attn = Glm10BAttention(config, layer_idx)
        self.post_attention_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.mlp = Glm10BMLP(config)

    def forward(self, hidden_states: Tensor, **kwargs: Any) -> tuple[Tensor, Tensor | None]:
        """``[batch, length, hidden]`` to the same shape; ``kwargs`` are those of the attention."""
        attended, weights = self.self_attn(self.input_layernorm(hidden_states), **kwargs)
        hidden_states = hidden_states + attended
        return hidden_states + self.mlp(self.post_attention_layernorm(hidden_states)), weights


class Glm10BModel(ChatGlmV1Model):  # type: ignore[no-untyped-call]
    """Embeddings, layers and final norm, without the output layer."""

    config: Glm10BConfig  # type: ignore[assignment]
    config_class = Glm10BConfig  # type: ignore[assignment]
    _no_split_modules = ["Glm10BDecoderLayer"]  # noqa: RUF012 - transformers' own form.
    layer_class = Glm10BDecoderLayer

    def add_positions(self, config: Any) -> None:
        """Make the tables of places in the text and in the answer."""
        rows = config.max_position_embeddings + 1
        self.position_embeddings = nn.Embedding(rows, config.hidden_size)
        self.block_position_embeddings = nn.Embedding(rows, config.hidden_size)

    def place(self, hidden: Tensor, positions: Tensor) -> tuple[Tensor, None]:
        """Add both embeddings of ``positions``, ``[batch, 2, length]``.

        Raises: ValueError for a place that the tables do not have (checked where it costs nothing; a GPU is not asked at each step).
        """
        rows = self.config.max_position_embeddings + 1
        if (positions.shape[-1] > 1 or positions.device.type == "cpu") and int(positions.max()) >= rows:
            raise ValueError(f"Place {int(positions.max())} is beyond the {rows} places that this model has learned.")
        return hidden + self.position_embeddings(positions[:, 0]) + self.block_position_embeddings(positions[:, 1]), None


class Glm10BForCausalLM(ChatGlmV1ForCausalLM):  # type: ignore[no-untyped-call]
    """The model with its output layer: logits over the vocabulary, and ``generate``."""

    config: Glm10BConfig  # type: ignore[assignment]
    config_class = Glm10BConfig  # type: ignore[assignment]
    _no_split_modules = ["Glm10BDecoderLayer"]  # noqa: RUF012 - transformers' own form.
    model_class = Glm10BModel


__all__ = ["Glm10BForCausalLM", "Glm10BModel"]
