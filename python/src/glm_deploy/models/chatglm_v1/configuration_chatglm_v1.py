"""Configuration of ChatGLM-6B (v1)."""

from __future__ import annotations

import math
from typing import Any

from transformers import PretrainedConfig


class ChatGlmV1Config(PretrainedConfig):  # type: ignore[no-untyped-call]
    """Numbers and token ids of ChatGLM-6B (v1.1, slim vocabulary). Defaults are the published ones.

    Args:
        vocab_size: rows of the embedding.
        hidden_size: width.
        intermediate_size: width of the MLP.
        num_hidden_layers: layers.
        num_attention_heads: heads, each ``hidden_size / heads`` wide; half of a head turns with the place, half with the block.
        residual_scale: factor of the normalised input in both residual sums, ``sqrt(2 * 28)``. The published code takes 28 whatever
            the number of layers.
        rotary_precision: see ``glm_deploy.models.rotary``.
        **kwargs: further fields, see the body and ``PretrainedConfig``.
    """

    model_type = "chatglm_v1"
    position_rows = 2
    keys_to_ignore_at_inference = ["past_key_values"]  # noqa: RUF012 - transformers' own form.

    def __init__(
        self,
        vocab_size: int = 130528,
        hidden_size: int = 4096,
        intermediate_size: int = 16384,
        num_hidden_layers: int = 28,
        num_attention_heads: int = 32,
        residual_scale: float = math.sqrt(2 * 28),
        rotary_precision: str = "float16-frequencies",
        **kwargs: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.intermediate_size = intermediate_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.num_key_value_heads = num_attention_heads
        self.head_dim = hidden_size // num_attention_heads
        self.residual_scale = residual_scale
        self.rotary_precision = rotary_precision
        self.rotary_theta: float = kwargs.pop("rotary_theta", 10000.0)
        self.layer_norm_eps: float = kwargs.pop("layer_norm_eps", 1e-5)
        self.max_position_embeddings: int = kwargs.pop("max_position_embeddings", 2048)
        self.initializer_range: float = kwargs.pop("initializer_range", 0.02)
        self.use_cache: bool = kwargs.pop("use_cache", True)
        self.mask_token_id: int = kwargs.pop("mask_token_id", 130000)
        self.gmask_token_id: int = kwargs.pop("gmask_token_id", 130001)
        self.sop_token_id: int = kwargs.pop("sop_token_id", 130004)
        for derived in ("num_key_value_heads", "head_dim"):
            kwargs.pop(derived, None)
        kwargs.setdefault("bos_token_id", self.sop_token_id)
        kwargs.setdefault("eos_token_id", 130005)
        kwargs.setdefault("pad_token_id", 3)
        kwargs.setdefault("tie_word_embeddings", False)
        super().__init__(**kwargs)

    def mask_groups(self) -> tuple[tuple[int, ...], ...]:
        """[gMASK] decides; [MASK] only where there is no [gMASK]."""
        return ((self.gmask_token_id,), (self.mask_token_id,))

    def running_masks(self) -> tuple[int, ...]:
        """None: an answer always stands at its mask."""
        return ()


__all__ = ["ChatGlmV1Config"]
