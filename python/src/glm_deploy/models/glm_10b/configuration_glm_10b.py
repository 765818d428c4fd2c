"""Configuration of GLM-10B, GLM-10B-Chinese, GLM-Large-Chinese and GLM-2B."""

from __future__ import annotations

from typing import Any

from transformers import PretrainedConfig


class Glm10BConfig(PretrainedConfig):  # type: ignore[no-untyped-call]
    """Numbers and token ids of GLM-10B. Defaults are the published ones of the English model.

    Args:
        vocab_size: rows of the embedding.
        hidden_size: width.
        num_hidden_layers: layers.
        num_attention_heads: heads of 64 channels.
        max_position_embeddings: longest text; the tables of places have one row more. A hard limit: places are learned.
        hidden_act: ``gelu`` (erf form), which is what the published Hugging Face code computes and so what users of these files know;
            ``gelu_pytorch_tanh`` is what the original training code computed (logits differ by some 0.003).
        attention_scale: the published overflow guard of float16 scores; the value is kept, the guard itself is not needed where
            the query is scaled first and the softmax is in float32, and it changes no result.
        **kwargs: further fields, see the body and ``PretrainedConfig``.
    """

    model_type = "glm_10b"
    position_rows = 2
    keys_to_ignore_at_inference = ["past_key_values"]  # noqa: RUF012 - transformers' own form.

    def __init__(
        self,
        vocab_size: int = 50304,
        hidden_size: int = 4096,
        num_hidden_layers: int = 48,
        num_attention_heads: int = 64,
        max_position_embeddings: int = 1024,
        hidden_act: str = "gelu",
        attention_scale: float = 1.0,
        **kwargs: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.intermediate_size: int = kwargs.pop("intermediate_size", 4 * hidden_size)
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.num_key_value_heads = num_attention_heads
        self.head_dim = hidden_size // num_attention_heads
        self.max_position_embeddings = max_position_embeddings
        self.hidden_act = hidden_act
        self.attention_scale = attention_scale
        self.layer_norm_eps: float = kwargs.pop("layer_norm_eps", 1e-5)
        self.initializer_range: float = kwargs.pop("initializer_range", 0.02)
        self.use_cache: bool = kwargs.pop("use_cache", True)
        self.mask_token_id: int = kwargs.pop("mask_token_id", 50260)
        self.gmask_token_id: int = kwargs.pop("gmask_token_id", 50263)
        self.smask_token_id: int = kwargs.pop("smask_token_id", 50264)
        self.sop_token_id: int = kwargs.pop("sop_token_id", 50257)
        for derived in ("num_key_value_heads", "head_dim"):
            kwargs.pop(derived, None)
        kwargs.setdefault("bos_token_id", self.sop_token_id)
        kwargs.setdefault("eos_token_id", 50258)
        kwargs.setdefault("pad_token_id", 50256)
        kwargs.setdefault("tie_word_embeddings", True)
        super().__init__(**kwargs)

    def mask_groups(self) -> tuple[tuple[int, ...], ...]:
        """The first mask token in the text, of whatever kind."""
        return ((self.mask_token_id, self.smask_token_id, self.gmask_token_id),)

    def running_masks(self) -> tuple[int, ...]:
        """None: an answer always stands at its mask."""
        return ()


__all__ = ["Glm10BConfig"]
