"""Positions and visibility of a prefix language model: what ChatGLM-6B, GLM-10B and GLM-130B have in common.

A prompt is a context, the token ``<sop>``, and what has been generated. Every token sees the whole context; from ``<sop>`` on the
order is causal. A generated token stands, as it were, at the place of the mask token that it fills. Facts: published modelling code
of the three generations, section 4 of the project's notes on GLM.

Where a row holds no ``<sop>`` it is causal with running positions. Where it holds ``<sop>`` but no mask token, the token before
``<sop>`` is taken for the mask, which is where the published prompts put it; a model with masks whose answer runs on (GLM-130B) lets
it run on, as its published code does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from transformers import Cache

_HISTORY = "_glm_history"


class PrefixConfig(Protocol):
    """The part of a config that positions depend on."""

    sop_token_id: int
    position_rows: int

    def mask_groups(self) -> tuple[tuple[int, ...], ...]:
        """Mask tokens by rank: the first group that occurs in a row decides, and in it the first occurrence."""

    def running_masks(self) -> tuple[int, ...]:
        """Mask tokens whose answer keeps running positions instead of standing at the mask."""


@dataclass(frozen=True)
class PromptLayout:
    """Where tokens stand.

    Attributes:
        absolute: ``[batch, length]`` position in the text; 0 on padding.
        block: ``[batch, length]`` 0 in the context, then 1, 2, 3 ... from ``<sop>`` on.
        context_end: ``[batch]`` index of ``<sop>`` in the padded row; 0 where there is none.
    """

    absolute: Tensor
    block: Tensor
    context_end: Tensor


def _first(found: Tensor, default: int) -> tuple[Tensor, Tensor]:
    present = found.any(dim=1)
    index = found.long().argmax(dim=1)
    return present, torch.where(present, index, torch.full_like(index, default))


def _is_any(input_ids: Tensor, tokens: tuple[int, ...]) -> Tensor:
    found = torch.zeros_like(input_ids, dtype=torch.bool)
    for token in tokens:
        found = found | (input_ids == token)
    return found


def prompt_layout(config: PrefixConfig, input_ids: Tensor, attention_mask: Tensor | None = None) -> PromptLayout:
    """Derive the layout of rows of tokens.

    Args:
        config: token ids and rules of the model.
        input_ids: ``[batch, length]``, all tokens from the beginning.
        attention_mask: ``[batch, length]``, 0 on left padding; None or a 4-D mask: no padding.
    """
    length = input_ids.shape[1]
    valid = torch.ones_like(input_ids, dtype=torch.bool)
    if attention_mask is not None and attention_mask.dim() == 2:
        valid = attention_mask[:, -length:].to(device=input_ids.device, dtype=torch.bool)
    index = torch.arange(length, device=input_ids.device)[None]
    _, start = _first(valid, 0)
    answered, sop = _first((input_ids == config.sop_token_id) & valid, length)
    mask = (sop - 1).clamp(min=0)
    for group in reversed(config.mask_groups()):
        present, place = _first(_is_any(input_ids, group) & valid, 0)
        mask = torch.where(present, place, mask)
    running = (index - start[:, None]).clamp(min=0)
    filling = index >= sop[:, None]
    stays = filling
    if keep := config.running_masks():
        standing = tuple(token for group in config.mask_groups() for token in group if token not in keep)
        stays = filling & _is_any(input_ids.gather(1, mask[:, None]), standing)
    absolute = torch.where(stays, (mask - start)[:, None], running)
    block = torch.where(filling, index - sop[:, None] + 1, torch.zeros_like(index))
    empty = ~valid
    end = torch.where(answered, sop, torch.zeros_like(sop))
    return PromptLayout(absolute.masked_fill(empty, 0), block.masked_fill(empty, 0), end)


def positions_of(config: PrefixConfig, layout: PromptLayout) -> Tensor:
    """The ``position_ids`` of a layout: ``[batch, 2, length]`` (place in the text, place in the answer), or ``[batch, length]``."""
    return torch.stack((layout.absolute, layout.block), dim=1) if config.position_rows == 2 else layout.absolute


def remembered_layout(
    config: PrefixConfig, input_ids: Tensor, attention_mask: Tensor | None, cache: Cache | None
) -> tuple[PromptLayout, Tensor | None]:
    """The layout of a call that names no positions, also when it only continues a cache: the cache remembers its tokens.

    Returns: layout of all tokens so far, and the 2-D attention mask over them (None: no padding).
    Raises: ValueError when the cache was filled by a call that named its own positions, or when a context was cut in two.
    """
    past = int(cache.get_seq_length()) if cache is not None else 0
    tokens, mask = input_ids, attention_mask
    if past:
        history = getattr(cache, _HISTORY, None)
        if history is None or history[0].shape[0] != input_ids.shape[0] or history[0].shape[1] != past:
            raise ValueError(f"The cache holds {past} tokens whose ids are unknown: pass position_ids for the tokens that follow.")
        tokens = torch.cat([history[0].to(input_ids.device), input_ids], dim=1)
        if mask is None and history[1] is not None:
            mask = torch.cat([history[1].to(input_ids.device), torch.ones_like(input_ids)], dim=1)
    layout = prompt_layout(config, tokens, mask)
    check_context_whole(layout, past)
    if cache is not None:
        kept = mask.long() if mask is not None and mask.dim() == 2 else None
        setattr(cache, _HISTORY, (tokens, kept))
    return layout, mask


def check_context_whole(layout: PromptLayout, past: int) -> None:
    """Refuse a context that is fed in pieces, or without the ``<sop>`` that ends it: its first tokens could not see the later ones.

    Raises: ValueError when ``<sop>`` of some row is not among the first ``past`` tokens but comes after them.
    """
    if past and bool((layout.context_end >= past).any()):
        raise ValueError(f"The context must be fed in one call, but {past} tokens of it are already in the cache.")


def visibility(query: Tensor, cache: Cache | None, context_end: Tensor | None, attention_mask: Tensor | None) -> Tensor | None:
    """Which key each query may see.

    Args:
        query: anything of shape ``[batch, length, ...]`` on the right device.
        cache: the cache before this call's update.
        context_end: ``[batch]``, end of the part that everyone sees; None: causal.
        attention_mask: ``[batch, keys]`` with 0 on padding, without the keys of a tuned prefix; a 4-D mask is taken as it is
            (floating point: additive, else: what is visible); None: no padding.

    Returns: bool ``[batch or 1, 1, length, keys]``, True where visible; None when every key is visible.
    """
    if attention_mask is not None and attention_mask.dim() == 4:
        return attention_mask if attention_mask.is_floating_point() else attention_mask.bool()
    length, device = query.shape[1], query.device
    offset, keys, first = (0, length, 0) if cache is None else (cache.get_query_offset(0), *cache.get_mask_sizes(length, 0))
    tuned = getattr(cache, "prefix_length", 0)
    padding = None
    if attention_mask is not None and (torch.compiler.is_compiling() or not bool(attention_mask.all())):
        padding = attention_mask.to(device=device, dtype=torch.bool)
    if length == 1 and padding is None and not (cache is not None and cache.is_compileable):
        return None
    key = (torch.arange(keys, device=device) + first)[None]
    row = (torch.arange(length, device=device) + offset)[:, None]
    seen = (key <= row)[None]
    if context_end is not None:
        seen = seen | (key[None] < context_end[:, None, None] + tuned)
    if padding is not None:
        # A row of padding sees itself: a row that saw nothing would turn into NaN and spread through its values.
        seen = (seen & _spread(padding, keys, first, tuned)[:, None, :]) | (key == row)[None]
    return seen[:, None]


def _spread(padding: Tensor, keys: int, first: int, tuned: int) -> Tensor:
    """Padding over all keys: the ``tuned`` ones before the text and those after it are not padding."""
    padding = torch.nn.functional.pad(padding[:, max(0, first) :], (tuned, 0), value=True)
    return torch.nn.functional.pad(padding, (0, max(0, keys - padding.shape[1])), value=True)[:, :keys]
