"""A tuned prefix as a small model of its own, and the cache that puts it before a text.

Published rule (modelling code of ChatGLM-6B and ChatGLM2-6B, P-Tuning v2): the encoder's output ``[prefix, layers * 2 * heads * dim]``
is cut into keys and values of each layer; every token sees them all; positions of the text begin at 0 as if they were not there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import DynamicCache, PreTrainedModel

from glm_deploy.models.generation import PrefixGenerationMixin
from glm_deploy.models.ptuning.configuration_ptuning import TunedPrefixConfig


class TunedPrefixCache(DynamicCache):
    """A cache that begins with a tuned prefix, which does not count as text: positions begin at 0 after it.

    Args:
        states: per layer keys and values ``[batch, heads, prefix, dim]``.
    """

    def __init__(self, states: list[tuple[Tensor, Tensor]]) -> None:
        super().__init__()
        self.prefix_length = int(states[0][0].shape[-2])
        for layer, (key, value) in enumerate(states):
            self.update(key, value, layer)

    def get_seq_length(self, layer_idx: int = 0) -> int:
        """Tokens of text in the cache."""
        return int(super().get_seq_length(layer_idx)) - self.prefix_length

    def get_query_offset(self, layer_idx: int = 0) -> int:
        """Keys before the next token, the prefix included."""
        return int(super().get_seq_length(layer_idx))


class TunedPrefix(PreTrainedModel):  # type: ignore[no-untyped-call]
    """The prefix encoder. It is no language model; it is registered as one so that conversion can treat it like the others."""

    config: TunedPrefixConfig
    config_class = TunedPrefixConfig
    base_model_prefix = ""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        width = 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim
        self.embedding = nn.Embedding(config.prefix_length, config.embedding_size)
        if config.projection_size is not None:
            inner = config.projection_size
            self.trans = nn.Sequential(nn.Linear(config.embedding_size, inner), nn.Tanh(), nn.Linear(inner, width))
        self.post_init()  # type: ignore[no-untyped-call]

    def forward(self, batch_size: int = 1) -> list[tuple[Tensor, Tensor]]:
        """Per layer keys and values ``[batch, heads, prefix, dim]``."""
        config, flat = self.config, self.embedding.weight
        if config.projection_size is not None:
            flat = self.trans(flat)
        states = flat.view(config.prefix_length, config.num_hidden_layers, 2, config.num_key_value_heads, config.head_dim)
        states = states.permute(1, 2, 3, 0, 4)[:, :, None].expand(-1, -1, batch_size, -1, -1, -1)
        return [(layer[0], layer[1]) for layer in states]


def prefix_cache(folder: Path | str, model: PreTrainedModel, batch_size: int = 1) -> TunedPrefixCache:
    """The cache with which a model answers as it was tuned to; a new one is needed for each text.

    Args:
        folder: a converted prefix.
        model: ``ChatGlmV1ForCausalLM`` or ``GlmForCausalLM``.
        batch_size: rows of the batch, times the beams of a beam search.

    Raises: ValueError when the prefix was tuned for a model of other sizes.
    """
    prefix = TunedPrefix.from_pretrained(folder, dtype=torch.float32)
    for name in ("num_hidden_layers", "num_key_value_heads", "head_dim"):
        mine, theirs = getattr(prefix.config, name), getattr(model.config, name)
        if mine != theirs:
            raise ValueError(f"The prefix was tuned for {name} = {mine}, the model has {theirs}.")
    with torch.no_grad():
        states = prefix(batch_size)
    return TunedPrefixCache([(key.to(model.device, model.dtype), value.to(model.device, model.dtype)) for key, value in states])


def prefix_inputs(
    model: PreTrainedModel, cache: TunedPrefixCache, input_ids: Tensor, attention_mask: Tensor | None = None
) -> dict[str, Any]:
    """Arguments for ``forward`` or ``generate`` of a text behind a tuned prefix.

    transformers' own GLM class derives its mask from one that covers all keys, so the prefix is added to it there, and positions are
    named because they could not be told from such a mask any more.

    Args:
        model: the model that will be called.
        cache: what ``prefix_cache`` made; one row for each row of ``input_ids`` (times beams).
        input_ids: ``[batch, length]``, left padded.
        attention_mask: ``[batch, length]``; None: no padding.
    """
    mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask.long()
    inputs: dict[str, Any] = {"input_ids": input_ids, "attention_mask": mask, "past_key_values": cache}
    if not isinstance(model, PrefixGenerationMixin):
        inputs["position_ids"] = (mask.cumsum(-1) - 1).clamp(min=0)
        inputs["attention_mask"] = torch.cat((mask.new_ones(mask.shape[0], cache.prefix_length), mask), dim=1)
    return inputs


__all__ = ["TunedPrefix", "TunedPrefixCache", "prefix_cache", "prefix_inputs"]
