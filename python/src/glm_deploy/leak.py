"""Does memory grow with every generation? A slope with its uncertainty, and a verdict. Standard library only.

The slope is Theil and Sen's: the median over all pairs of samples, which one allocator step cannot move. Its interval
comes from the distribution of Kendall's S with the correction for ties (P. K. Sen, 1968), so it needs no assumption about
the shape of the noise.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist, median
from typing import Any, Literal

CONFIDENCE = 0.95
MINIMUM_SAMPLES = 6
DEFAULT_TOLERANCE = 64 * 1024
"""Bytes a generation; ten thousand generations at this rate add 0.6 GiB."""

LeakVerdict = Literal["leak", "no leak", "undecided"]


@dataclass(frozen=True)
class Growth:
    """Memory growth over repeated generations; slopes are bytes a generation, samples are bytes after each generation.

    ``intercept`` is the line's value at sample 0, so that it can be drawn; ``warm_up`` samples at the start are not used.
    """

    slope: float
    low: float
    high: float
    intercept: float
    warm_up: int
    samples: tuple[int, ...]
    tolerance: float
    verdict: LeakVerdict
    confidence: float = CONFIDENCE

    def as_dict(self) -> dict[str, Any]:
        """JSON form; a limit that the samples cannot give is null."""
        limits = {name: value if math.isfinite(value) else None for name, value in (("low", self.low), ("high", self.high))}
        return {**asdict(self), **limits, "samples": list(self.samples), "unit": "bytes/generation"}


def theil_sen(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float, float, float]:
    """Slope, lower and upper limit, and intercept of values at 0, 1, 2, ...; at least two values.

    Returns: (slope, low, high, intercept), the first three per step. The limits are infinite where the values are too few.
    """
    count = len(values)
    slopes = sorted((values[j] - values[i]) / (j - i) for i in range(count) for j in range(i + 1, count))
    slope = median(slopes)
    intercept = median(value - slope * index for index, value in enumerate(values))
    ties = Counter(values).values()
    variance = (count * (count - 1) * (2 * count + 5) - sum(tie * (tie - 1) * (2 * tie + 5) for tie in ties)) / 18
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(variance)
    lower = math.floor((len(slopes) - reach) / 2)
    upper = math.ceil((len(slopes) + reach) / 2)
    low = slopes[lower] if lower >= 0 else -math.inf
    high = slopes[upper] if upper < len(slopes) else math.inf
    if variance == 0:  # All values equal: every pair says zero.
        low = high = slope
    return slope, min(low, slope), max(high, slope), intercept


def judge(samples: Sequence[int], tolerance: float = DEFAULT_TOLERANCE, warm_up: int | None = None) -> Growth:
    """Judge memory samples taken after each of several equal generations.

    Args:
        samples: bytes, one a generation, in order.
        tolerance: growth in bytes a generation that does not count.
        warm_up: samples to leave out at the start (allocators and caches fill); a third by default.

    Returns: ``leak`` when the whole interval lies above the tolerance, ``no leak`` when it lies at or below, else ``undecided``.
    """
    skipped = len(samples) // 3 if warm_up is None else warm_up
    used = samples[skipped:]
    if len(used) < MINIMUM_SAMPLES:
        return Growth(0.0, -math.inf, math.inf, 0.0, skipped, tuple(samples), tolerance, "undecided")
    slope, low, high, intercept = theil_sen(used)
    verdict: LeakVerdict = "undecided"
    if low > tolerance:
        verdict = "leak"
    elif high <= tolerance:
        verdict = "no leak"
    return Growth(slope, low, high, intercept - slope * skipped, skipped, tuple(samples), tolerance, verdict)
