"""What ``generate`` needs to know of a prefix language model."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import Cache, GenerationMixin
from transformers.utils.generic import ModelOutput

from glm_deploy.models.prefix_lm import check_context_whole, positions_of, prompt_layout


class PrefixGenerationMixin(GenerationMixin):
    """Positions are derived anew from all tokens of a row at each step, so beams, padding and restarts need no state.

    A caller who names ``position_ids`` is believed; they are then carried on by the rule of ``next_positions``.
    """

    config: Any

    def next_positions(self, position_ids: Tensor) -> Tensor:
        """Positions of one more token: within an answer the first of two rows stays and the second grows; a single row grows
        unless it has stopped growing."""
        last = position_ids[..., -1:]
        if position_ids.dim() == 2:
            return last + (last - position_ids[..., -2:-1]).clamp(0, 1)
        answering = (last[:, 1:] > 0).long()
        return torch.cat((last[:, :1] + 1 - answering, last[:, 1:] + answering), dim=1)

    def _prepare_position_ids_for_generation(self, inputs_tensor: Tensor, model_kwargs: dict[str, Any]) -> None:
        """None: ``prepare_inputs_for_generation`` derives them."""

    def _update_model_kwargs_for_generation(
        self, outputs: ModelOutput, model_kwargs: dict[str, Any], is_encoder_decoder: bool = False, num_new_tokens: int = 1
    ) -> dict[str, Any]:
        position_ids = model_kwargs.pop("position_ids", None)
        model_kwargs = super()._update_model_kwargs_for_generation(outputs, model_kwargs, is_encoder_decoder, num_new_tokens)
        if position_ids is not None:
            for _ in range(num_new_tokens):
                position_ids = torch.cat((position_ids, self.next_positions(position_ids)), dim=-1)
        model_kwargs["position_ids"] = position_ids
        return model_kwargs

    def prepare_inputs_for_generation(self, input_ids: Tensor, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Inputs of one step: ``input_ids`` holds all tokens so far; see transformers' method of that name.

        Raises: ValueError where it does not, and no positions are named: they could only be guessed.
        """
        attention_mask = kwargs.pop("attention_mask", None)
        cache: Cache | None = kwargs.get("past_key_values")
        fresh = args[0] if args else kwargs.get("next_sequence_length")
        if kwargs.get("position_ids") is None:
            if fresh is None and cache is not None and cache.get_seq_length():
                raise ValueError(
                    "Positions depend on all tokens: input_ids must hold those in the cache too, and prefill_chunk_size must be unset."
                )
            layout = prompt_layout(self.config, input_ids, attention_mask)
            kwargs["position_ids"] = positions_of(self.config, layout)
            if fresh is not None and fresh > 1 and cache is not None:
                check_context_whole(layout, input_ids.shape[1] - fresh)
        inputs: dict[str, Any] = super().prepare_inputs_for_generation(input_ids, *args, **kwargs)  # type: ignore[misc, arg-type]
        inputs["attention_mask"] = attention_mask
        return inputs
