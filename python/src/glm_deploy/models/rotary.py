"""Rotary positions over one or two blocks of a head, without buffers that ``model.to(dtype)`` could round."""

from __future__ import annotations

import torch
from torch import Tensor, nn

PRECISIONS = ("float16-frequencies", "float16-angles", "float32")


class BlockRotaryEmbedding(nn.Module):
    """Cosines and sines of positions; pairs are ``(j, j + dim/2)`` within each block of ``dim`` channels.

    Args:
        dim: channels of a block.
        theta: base of the frequencies ``theta ** (-2j / dim)``.
        precision: ``float16-frequencies``: frequencies rounded to float16, everything else float32 (the published ChatGLM-6B run in
            float32); ``float16-angles``: the product with the position rounded too (its run in float16); ``float32``: no rounding.
    """

    def __init__(self, dim: int, theta: float, precision: str) -> None:
        super().__init__()
        if precision not in PRECISIONS:
            raise ValueError(f"rotary_precision is {precision!r}, expected one of {', '.join(PRECISIONS)}.")
        self.dim, self.theta, self.precision = dim, theta, precision
        self._frequencies: dict[torch.device, Tensor] = {}

    def frequencies(self, device: torch.device) -> Tensor:
        """``[dim / 2]`` in float32, computed on the CPU so that every device has the same numbers."""
        if device not in self._frequencies:
            exponent = torch.arange(0, self.dim, 2, dtype=torch.float32, device="cpu") / self.dim
            value = 1.0 / (self.theta**exponent)
            if self.precision != "float32":
                value = value.half().float()
            self._frequencies[device] = value.to(device)
        return self._frequencies[device]

    @torch.no_grad()
    def forward(self, positions: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """Cosines and sines.

        Args:
            positions: ``[batch, blocks, length]``.
            dtype: of the result.

        Returns: two tensors ``[batch, 1, length, blocks, dim]``.
        """
        frequency = self.frequencies(positions.device)
        if self.precision == "float16-angles":
            angles = (positions[..., None].half() * frequency.half()).float()
        else:
            angles = positions[..., None].float() * frequency
        angles = torch.cat((angles, angles), dim=-1).transpose(1, 2)[:, None]
        return angles.cos().to(dtype), angles.sin().to(dtype)


def rotate(states: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn ``[batch, heads, length, blocks * dim]`` by the angles of ``BlockRotaryEmbedding``."""
    blocks = states.reshape(*states.shape[:-1], *cos.shape[-2:])
    low, high = blocks.chunk(2, dim=-1)
    turned = blocks * cos + torch.cat((-high, low), dim=-1) * sin
    return turned.flatten(-2)
