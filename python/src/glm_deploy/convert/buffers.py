"""Byte buffers used in turn: a stream that asked the system for new memory for every block would spend its time on page faults."""

from __future__ import annotations

from typing import Any


class Ring:
    """``count`` buffers, handed out one after the other; a buffer's bytes are free again ``count`` calls later.

    The caller chooses ``count`` so that nobody reads a buffer any more when its turn comes.
    """

    def __init__(self, count: int) -> None:
        self._slots: list[Any] = [None] * count
        self._turn = 0

    def take(self, size: int) -> Any:
        """The next buffer, a torch uint8 tensor ``[size]`` with any content."""
        import torch

        slot = self._slots[self._turn]
        if slot is None or slot.numel() < size:
            slot = self._slots[self._turn] = torch.empty(size, dtype=torch.uint8)
        self._turn = (self._turn + 1) % len(self._slots)
        return slot[:size]
