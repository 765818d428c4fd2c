"""Configuration of GLM-130B."""

from __future__ import annotations

import math
from typing import Any

from transformers import PretrainedConfig


class Glm130BConfig(PretrainedConfig):  # type: ignore[no-untyped-call]
    """Numbers and token ids of GLM-130B. Defaults are the published ones.

    Args:
        vocab_size: rows of the embedding.
        hidden_size: width.
        intermediate_size: width of the gated MLP.
        num_hidden_layers: layers.
        num_attention_heads: heads, each ``hidden_size / heads`` wide and turned as a whole.
        residual_scale: factor of the normalised input in both residual sums; None: ``sqrt(2 * num_hidden_layers)``.
        rotary_precision: see ``glm_deploy.models.rotary``. Today's published code rounds nothing when it runs in float32; that of the
            release (SwissArmyTransformer 0.2.12) rounded the frequencies: ``float16-frequencies``.
        **kwargs: further fields, see the body and ``PretrainedConfig``.
    """

    model_type = "glm_130b"
    position_rows = 1
    keys_to_ignore_at_inference = ["past_key_values"]  # noqa: RUF012 - transformers' own form.

    def __init__(
        self,
        vocab_size: int = 150528,
        hidden_size: int = 12288,
        intermediate_size: int = 32768,
        num_hidden_layers: int = 70,
        num_attention_heads: int = 96,
        residual_scale: float | None = None,
        rotary_precision: str = "float32",
        **kwargs: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.intermediate_size = intermediate_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.num_key_value_heads = num_attention_heads
        self.head_dim = hidden_size // num_attention_heads
        self.residual_scale = math.sqrt(2 * num_hidden_layers) if residual_scale is None else residual_scale
        self.rotary_precision = rotary_precision
        self.rotary_theta: float = kwargs.pop("rotary_theta", 10000.0)
        self.layer_norm_eps: float = kwargs.pop("layer_norm_eps", 1e-5)
        self.max_position_embeddings: int = kwargs.pop("max_position_embeddings", 2048)
        self.initializer_range: float = kwargs.pop("initializer_range", 0.02)
        self.use_cache: bool = kwargs.pop("use_cache", True)
        self.mask_token_id: int = kwargs.pop("mask_token_id", 150000)
        self.gmask_token_id: int = kwargs.pop("gmask_token_id", 150001)
        self.smask_token_id: int = kwargs.pop("smask_token_id", 150002)
        self.sop_token_id: int = kwargs.pop("sop_token_id", 150004)
        for derived in ("num_key_value_heads", "head_dim"):
            kwargs.pop(derived, None)
        kwargs.setdefault("bos_token_id", self.sop_token_id)
        kwargs.setdefault("eos_token_id", [150005, 20002])
        kwargs.setdefault("pad_token_id", 20003)
        kwargs.setdefault("tie_word_embeddings", True)
        super().__init__(**kwargs)

    def mask_groups(self) -> tuple[tuple[int, ...], ...]:
        """[MASK] decides, then [sMASK], then [gMASK]."""
        return ((self.mask_token_id,), (self.smask_token_id,), (self.gmask_token_id,))

    def running_masks(self) -> tuple[int, ...]:
        """After [gMASK] the places run on; only an answer to [MASK] or [sMASK] stands at its mask."""
        return (self.gmask_token_id,)


__all__ = ["Glm130BConfig"]
