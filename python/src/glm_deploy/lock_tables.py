"""The lock's free tables, checked before anybody uses a value of them: stack, needs, artefacts, generation, smoke, limits.

Standard library only. What a table leaves out keeps its user's default; what it says must have the type and the range that
``manifests/schemas/profile.json`` asks of the YAML behind it, since a lock may be damaged after it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glm_deploy.lock_reader import Node

Rule = Callable[["Node"], object]
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_METHODS = re.compile("convert|bitsandbytes-int8|bitsandbytes-nf4")
_DTYPES = re.compile("bfloat16|float16|float32")
_FIGURE_LIMIT = 1_000_000
_MAX_PROMPTS = 50


def figure(node: Node, *, high: float = _FIGURE_LIMIT, positive: bool = True) -> float:
    """A number above 0 (or from 0, where not ``positive``) up to ``high``."""
    value = node.value
    # The range is asked first: a whole number may be too long for a float.
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= high and (value > 0 or not positive)
    return float(value) if fits else node.fail(f"a number {'above' if positive else 'from'} 0 up to {high:g}")


def whole(node: Node, high: int) -> int:
    """A whole number from 1 to ``high``."""
    return int(node.value) if type(node.value) is int and 1 <= node.value <= high else node.fail(f"a whole number from 1 to {high}")


def flag(node: Node) -> bool:
    """true or false."""
    return node.value if isinstance(node.value, bool) else node.fail("true or false")


def needs(node: Node) -> dict[str, Any]:
    """What the profile asks of the machine."""
    _known(node, {"os": _texts, "memory_gib": _amount, "disk_gib": _amount, "gpu": _gpu})
    return node.table()


def stack(node: Node) -> dict[str, Any]:
    """The names of the stack's parts."""
    _known(node, dict.fromkeys(("name", "variant", "cuda", "torch"), _text_or_null))
    return node.table()


def artefacts(node: Node) -> tuple[dict[str, Any], ...]:
    """What is made, in order: first the converted model, then what is made from it."""
    found: dict[str, dict[str, Any]] = {}
    for entry in node.array():
        item = entry.keys({"name", "method"}, frozenset({"dtype"}))
        name, method = item["name"].text(_NAME, "a name"), item["method"].text(_METHODS, "convert or a bitsandbytes method")
        if (method == "convert") != (not found):
            item["method"].fail("convert for the first artefact, and for no other")
        if method == "convert" or "dtype" in item:
            entry.keys({"name", "method", "dtype"})["dtype"].text(_DTYPES, "bfloat16, float16 or float32")
        if name in found:
            item["name"].fail("a name that stands once")
        found[name] = entry.table()
    return tuple(found.values())


def generation(node: Node) -> dict[str, Any]:
    """The settings that text is generated with."""
    rules: dict[str, Rule] = {
        "max_length": lambda one: whole(one, 1 << 20), "num_beams": lambda one: whole(one, 16), "do_sample": flag,
        "top_p": lambda one: figure(one, high=1), "temperature": lambda one: figure(one, high=10),
    }  # fmt: skip
    _known(node, rules)
    return node.table()


def smoke(node: Node) -> dict[str, Any]:
    """What the model must prove."""
    rules: dict[str, Rule] = {
        "limits": _shares, "repeats": lambda one: whole(one, 1000), "prompts": _prompts,
        "leak_tolerance_bytes": lambda one: figure(one, high=1 << 48, positive=False),
    }  # fmt: skip
    _known(node, rules)
    return node.table()


def limits(node: Node) -> dict[str, float]:
    """Seconds that each verb may take."""
    return {key: figure(value) for key, value in node.items().items()}


def _known(node: Node, rules: dict[str, Rule]) -> None:
    for key, value in node.keys(set(), frozenset(rules)).items():
        rules[key](value)


def _amount(node: Node) -> float:
    return figure(node, positive=False)


def _texts(node: Node) -> list[str]:
    return [item.text() for item in node.array()]


def _text_or_null(node: Node) -> str | None:
    return None if node.value is None else node.text()


def _shares(node: Node) -> dict[str, float]:
    return {key: figure(value, high=1) for key, value in node.items().items()}


def _prompts(node: Node) -> None:
    entries = node.array()
    if len(entries) > _MAX_PROMPTS:
        node.fail(f"at most {_MAX_PROMPTS} prompts")
    for entry in entries:
        item = entry.keys({"user", "expect"}, frozenset({"match"}))
        for part in item.values():
            part.text()
        if "match" in item:
            item["match"].text(re.compile("prefix|whole"), "prefix or whole")


def _gpu(node: Node) -> None:
    if node.value is None:
        return
    rules: dict[str, Rule] = {
        "vram_gib": figure, "capability_min": lambda one: one.text(), "cuda": lambda one: one.text(), "capabilities": _texts,
        "driver_floor_windows": lambda one: one.text(), "driver_floor_linux": lambda one: one.text(),
    }  # fmt: skip
    named: dict[str, Rule] = {"variant": lambda one: one.text(), "torch": lambda one: one.text(), "package": lambda one: one.items()}
    fallback = {**rules, **named}
    _known(node, {**rules, "fallback": lambda one: None if one.value is None else _known(one, fallback)})
