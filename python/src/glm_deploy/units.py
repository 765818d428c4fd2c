"""Sizes and counts as people read them. Standard library only."""

from __future__ import annotations


def size_text(count: float) -> str:
    """Bytes in the largest binary unit that leaves at least 1, up to GiB: ``629.9 KiB``, ``11.63 GiB``."""
    for unit in ("bytes", "KiB", "MiB"):
        if abs(count) < 1024:
            return f"{count:.0f} bytes" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.2f} GiB"


def count_text(count: int) -> str:
    """A number of weights: ``300,224``, ``1.20 M``, ``6.24 G``."""
    if count < 10**6:
        return f"{count:,}"
    return f"{count / 1e6:.2f} M" if count < 10**9 else f"{count / 1e9:.2f} G"
