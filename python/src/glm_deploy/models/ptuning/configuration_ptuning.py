"""Configuration of a tuned prefix."""

from __future__ import annotations

from typing import Any

from transformers import PretrainedConfig


class TunedPrefixConfig(PretrainedConfig):  # type: ignore[no-untyped-call]
    """Sizes of a tuned prefix and of the model that it was tuned for.

    Args:
        prefix_length: places that every text sees before itself.
        num_hidden_layers: layers of the model.
        num_key_value_heads: heads whose keys and values it has.
        head_dim: channels of a head.
        embedding_size: columns of the embedding; without projection ``2 * layers * heads * dim``.
        projection_size: width of the projection's inner layer; None: no projection.
        **kwargs: see ``PretrainedConfig``.
    """

    model_type = "glm_tuned_prefix"

    def __init__(
        self,
        prefix_length: int = 128,
        num_hidden_layers: int = 28,
        num_key_value_heads: int = 32,
        head_dim: int = 128,
        embedding_size: int | None = None,
        projection_size: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.prefix_length = prefix_length
        self.num_hidden_layers = num_hidden_layers
        self.num_key_value_heads = num_key_value_heads
        self.head_dim = head_dim
        self.embedding_size = embedding_size or 2 * num_hidden_layers * num_key_value_heads * head_dim
        self.projection_size = projection_size
        kwargs.setdefault("tie_word_embeddings", False)
        super().__init__(**kwargs)


__all__ = ["TunedPrefixConfig"]
