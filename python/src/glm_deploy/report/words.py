"""Values in the words and units that people read. Standard library only."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from glm_deploy.units import size_text

COUNTED = {"answers", "prompts", "settings"}


def against(check: dict[str, Any]) -> str:
    """What was observed against its limit, e.g. ``3 of 3 answers`` or ``0.44%, limit 1.00%``; empty where numbers add nothing."""
    observed, limit = check.get("observed"), check.get("limit")
    if check.get("unit") in COUNTED:
        return f"{observed} of {limit} {check['unit']}"
    if check.get("unit") == "values":
        return ""
    words = value_words(observed, check)
    bound = size(limit) if str(check.get("unit")).startswith("bytes") and limit is not None else value_words(limit, check)
    return f"{words}, limit {bound}" if words and bound else words


def value_words(value: Any, check: dict[str, Any]) -> str:
    """A check's value in words: fractions as per cent, bytes with a fitting unit, structures by their evidence only."""
    unit = str(check.get("unit") or "")
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool | str) or not isinstance(value, int | float):
        return str(value)
    if unit == "relative L2":
        return f"{value:.2%}"
    if unit.startswith("bytes"):
        return size(value) + unit[len("bytes") :]
    return f"{value:.2f} {unit}" if isinstance(value, float) else f"{value} {unit}"


def spread(figure: dict[str, Any], factor: float) -> str:
    """Median with its range, to three digits that carry meaning."""
    middle, low, high = (f"{figure[key] * factor:,.{0 if figure['median'] * factor >= 100 else 1}f}" for key in ("median", "low", "high"))
    return f"{middle} ({low}\u2013{high})"


def plain(value: Any) -> str:
    """A JSON value as people read it."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict) and not any(isinstance(item, dict | list) for item in value.values()):
        return ", ".join(f"{key.replace('_', ' ')} {plain(item)}" for key, item in value.items() if item is not None) or "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def moment(text: Any) -> str:
    """``2026-11-26 04:24 UTC`` for a point in time in ISO form; anything else as it is."""
    try:
        when = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text)
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if when.tzinfo else str(text)


def size(count: Any) -> str:
    """Bytes in a fitting unit; what was not measured is said so."""
    return "not known" if count is None else size_text(float(count))


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
