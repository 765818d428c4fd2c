"""Clocks and memory gauges: every figure says its unit, its spread and how it was measured."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """Several measurements of one quantity: median and range, with unit and method."""

    median: float
    low: float
    high: float
    repeats: int
    unit: str
    how: str

    def as_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "median": self.median, "low": self.low, "high": self.high,
            "repeats": self.repeats, "unit": self.unit, "how": self.how,
        }  # fmt: skip


def figure(values: Sequence[float], unit: str, how: str) -> Figure:
    """Median, least and greatest of at least one value."""
    return Figure(median(values), min(values), max(values), len(values), unit, how)


SMALL_MODEL = 50_000_000
"""Parameters below which a second thread costs more in waiting than it saves in work."""


def usable_threads(parameters: int) -> int:
    """Threads worth starting: one for a small model, else the process's cores, hyper-threads not counted where the system tells."""
    import psutil

    if parameters < SMALL_MODEL:
        return 1
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    physical = psutil.cpu_count(logical=False) or allowed
    return max(1, min(allowed, physical))


_PROBE_BYTES = 32 << 20
_GAUGES = (("private", "private bytes of the process"), ("rss", "resident set of the process"))
"""Windows trims the working set at will, so its private bytes come first; elsewhere only the resident set exists."""


@dataclass(frozen=True)
class Gauge:
    """A way to read how many bytes this process holds, which has been seen to follow a test allocation."""

    field: str
    how: str

    def read(self) -> int:
        """Bytes held now."""
        import psutil

        return int(getattr(psutil.Process().memory_info(), self.field))


def memory_gauge() -> Gauge | None:
    """The first gauge of this system that follows a test allocation of 32 MiB to a quarter; None where none does.

    A gauge that stands still would call every leak sound, so it is tried before it is believed.
    """
    import psutil

    known = psutil.Process().memory_info()._fields
    for field, how in _GAUGES:
        if field in known and _follows(gauge := Gauge(field, how)):
            return gauge
    return None


def _follows(gauge: Gauge) -> bool:
    gauge.read()  # The first reading makes libraries load; it is not part of the test.
    before = gauge.read()
    block = bytearray(_PROBE_BYTES)
    block[::512] = b"x" * len(block[::512])  # Touched, so that the system really gives the pages.
    seen = gauge.read() - before
    del block
    return abs(seen - _PROBE_BYTES) <= _PROBE_BYTES // 4


def reset_peak() -> bool:
    """Start a new peak; True where the system can do that for the process (Linux), else the peak counts from its start."""
    _reset_cuda_peak()
    if sys.platform != "linux":
        return False
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def peak_bytes() -> tuple[int | None, str]:
    """Greatest memory of this process since ``reset_peak``, in bytes, and where it was read; None where nothing tells."""
    if sys.platform == "win32":
        import psutil

        peak = getattr(psutil.Process().memory_info(), "peak_wset", 0)
        return (int(peak) or None), "peak working set since the process began"
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024, "VmHWM of /proc/self/status"
    except OSError:
        pass
    return None, "the system does not tell"


def cuda_peak_bytes() -> int | None:
    """Greatest memory that torch held on the GPU since ``reset_peak``, in bytes; None without CUDA."""
    import torch

    return int(torch.cuda.max_memory_allocated()) if torch.cuda.is_available() else None


def _reset_cuda_peak() -> None:
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
