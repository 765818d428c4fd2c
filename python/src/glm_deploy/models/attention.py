"""Attention that every model class here shares: transformers' back ends, with an eager one that is safe in half precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS


def eager_attention_forward(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, scaling: float, **kwargs: Any
) -> tuple[Tensor, Tensor]:
    """Plain attention. The query is scaled before the product and the softmax is in float32, so that float16 cannot overflow.

    Args:
        module: the attention layer.
        query: ``[batch, heads, length, dim]``.
        key: ``[batch, heads, keys, dim]``.
        value: like ``key``.
        attention_mask: bool (True: visible) or additive, broadcastable to ``[batch, heads, length, keys]``.
        scaling: factor of the scores.
        **kwargs: what other back ends take.

    Returns: ``[batch, length, heads, dim]`` and the weights.
    """
    scores = torch.matmul(query * scaling, key.transpose(2, 3)).float()
    if attention_mask is not None and attention_mask.dtype == torch.bool:
        scores = scores.masked_fill(~attention_mask, torch.finfo(torch.float32).min)
    elif attention_mask is not None:
        scores = scores + attention_mask
    weights = torch.softmax(scores, dim=-1).to(value.dtype)
    return torch.matmul(weights, value).transpose(1, 2).contiguous(), weights


def attend(
    module: nn.Module, implementation: str | None, states: tuple[Tensor, Tensor, Tensor], mask: Tensor | None, **kwargs: Any
) -> tuple[Tensor, Tensor | None]:
    """Run the configured back end on ``(query, key, value)``.

    Returns: context ``[batch, length, heads * dim]`` and the weights, where the back end gives them.
    """
    query, key, value = states
    interface: Callable[..., tuple[Tensor, Tensor | None]] = ALL_ATTENTION_FUNCTIONS.get_interface(
        implementation or "eager", eager_attention_forward
    )
    if mask is not None and mask.dtype != torch.bool:
        mask = mask.to(query.dtype)
    context, weights = interface(module, query, key, value, mask, scaling=query.shape[-1] ** -0.5, dropout=0.0, **kwargs)
    return context.flatten(2), weights
