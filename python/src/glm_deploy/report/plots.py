"""The report's plots: SVG text that is set into the page, coloured by the page's own variables so that both schemes suit.

Text stays text (no glyph outlines), so that readers and screen readers find it; every plot carries a title and a description.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

VERSION = 3
"""Raised when the drawing changes, so that kept plots are drawn anew."""

INK, FAINT, LIMIT = "#010101", "#020202", "#030303"
SERIES = ("#a10001", "#a10002", "#a10003", "#a10004", "#a10005", "#a10006")
_VARIABLES = {INK: "--ink", FAINT: "--line", LIMIT: "--fail", **{colour: f"--series-{index}" for index, colour in enumerate(SERIES)}}
_MIB = 1 << 20
WIDTH = 9.4
"""Inches; the page shows it about 960 pixels wide, so that 8.5 points read like the small print around them."""


def draw(artefacts: Mapping[str, Any], cache: Path) -> dict[str, str]:
    """All plots that the measurements allow, by name: ``logits``, ``speed``, ``growth``.

    Args:
        artefacts: the smoke test's figures by artefact name.
        cache: folder for matplotlib's font cache.
    """
    cache.mkdir(parents=True, exist_ok=True)
    os.environ["MPLCONFIGDIR"] = str(cache)
    import matplotlib as library

    style: Any = {
        "svg.fonttype": "none", "svg.hashsalt": "glm", "text.parse_math": False, "font.family": "sans-serif", "font.size": 8.5,
        "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": FAINT, "xtick.color": INK, "ytick.color": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "figure.facecolor": "none",
        "axes.facecolor": "none", "savefig.facecolor": "none", "axes.titlesize": 9, "axes.titleweight": "normal",
    }  # fmt: skip
    drawn = {}
    with library.rc_context(style):
        for name, plot in (("logits", _logits), ("speed", _speed), ("growth", _growth)):
            if svg := plot(artefacts):
                drawn[name] = svg
    return drawn


def _colour(index: int) -> str:
    return SERIES[index % len(SERIES)]


def _logits(artefacts: Mapping[str, Any]) -> str:
    """Logit error of each artefact as a bar, its limit as a mark."""
    rows = [(index, name, one["logit_error"]) for index, (name, one) in enumerate(artefacts.items()) if one.get("logit_error")]
    rows = [row for row in rows if row[2]["value"] is not None]
    if not rows:
        return ""
    figure, axes = _bars(len(rows))
    for place, (index, _, error) in enumerate(rows):
        axes.barh(place, error["value"] * 100, color=_colour(index), height=0.5)
        axes.plot([error["limit"] * 100] * 2, [place - 0.36, place + 0.36], color=LIMIT, linewidth=2)
        edge = max(error["value"], error["limit"]) * 100
        words = f"{error['value']:.2%}, limit {error['limit']:.0%}"
        axes.annotate(words, (edge, place), (6, 0), textcoords="offset points", va="center", color=INK)
    _label_rows(axes, [name for _, name, _ in rows])
    axes.set_xlim(0, max(max(error["value"], error["limit"]) for _, _, error in rows) * 125)
    axes.set_xlabel("difference from the float32 logits, relative L2 in per cent; the upright mark is the limit")
    words = "; ".join(f"{name} {error['value']:.2%}, limit {error['limit']:.0%}" for _, name, error in rows)
    return _svg(figure, "logits", "Logit error of each artefact against its limit", words)


def _speed(artefacts: Mapping[str, Any]) -> str:
    """Decoding speed of each artefact: bar to the median, whisker over the range."""
    rows = [(index, name, one["speed"]["decode"]) for index, (name, one) in enumerate(artefacts.items()) if one.get("speed")]
    if not rows:
        return ""
    figure, axes = _bars(len(rows))
    for place, (index, _, speed) in enumerate(rows):
        axes.barh(place, speed["median"], color=_colour(index), height=0.5)
        axes.plot([speed["low"], speed["high"]], [place, place], color=INK, linewidth=1.2)
        axes.annotate(f"{speed['median']:.0f}", (speed["high"], place), (5, 0), textcoords="offset points", va="center", color=INK)
    _label_rows(axes, [name for _, name, _ in rows])
    axes.set_xlim(0, max(speed["high"] for _, _, speed in rows) * 1.12)
    axes.set_xlabel("tokens per second while decoding: median, with the range of the repeats")
    words = "; ".join(f"{name} {speed['median']:.0f} tokens/s ({speed['low']:.0f} to {speed['high']:.0f})" for _, name, speed in rows)
    return _svg(figure, "speed", "Decoding speed of each artefact", words)


def _growth(artefacts: Mapping[str, Any]) -> str:
    """Memory after each generation with the fitted line and the band of its slope, one panel an artefact."""
    from matplotlib.figure import Figure

    rows = [(index, name, one["growth"]) for index, (name, one) in enumerate(artefacts.items()) if one.get("growth")]
    if not rows:
        return ""
    figure = Figure(figsize=(WIDTH, 2.2))
    figure.subplots_adjust(left=0.07, right=0.99, top=0.87, bottom=0.22, wspace=0.12)
    panels = figure.subplots(1, len(rows), sharey=True, squeeze=False)[0]
    for panel, (index, name, growth) in zip(panels, rows, strict=True):
        _growth_panel(panel, growth, _colour(index))
        panel.set_title(f"{name}: {growth['verdict']}", loc="left")
        panel.set_xlabel("generation")
    panels[0].set_ylabel("memory above start, MiB")
    lowest, highest = panels[0].get_ylim()
    panels[0].set_ylim(min(lowest, -1), max(highest, 1))  # A flat line should look flat: less than 1 MiB is no mountain.
    words = "; ".join(f"{name} {growth['slope']:.0f} bytes a generation, {growth['verdict']}" for _, name, growth in rows)
    return _svg(figure, "growth", "Memory over repeated generations", words)


def _growth_panel(panel: Any, growth: Mapping[str, Any], colour: str) -> None:
    samples, skipped = growth["samples"], growth["warm_up"]
    base = samples[skipped] if skipped < len(samples) else samples[0]
    places = range(1, len(samples) + 1)
    panel.scatter(places, [(sample - base) / _MIB for sample in samples], s=10, color=colour, zorder=3)
    panel.grid(axis="y", color=FAINT, linewidth=0.6)
    panel.axvspan(0.5, skipped + 0.5, color=FAINT, alpha=0.45, linewidth=0)
    if growth["low"] is None or growth["high"] is None:
        return
    steps = range(skipped, len(samples))
    middle = (skipped + len(samples) - 1) / 2
    centre = growth["intercept"] + growth["slope"] * middle

    def line(slope: float) -> list[float]:
        return [(centre + slope * (step - middle) - base) / _MIB for step in steps]

    edges = [sorted(pair) for pair in zip(line(growth["low"]), line(growth["high"]), strict=True)]
    spots = [step + 1 for step in steps]
    panel.fill_between(spots, [pair[0] for pair in edges], [pair[1] for pair in edges], color=colour, alpha=0.2, linewidth=0)
    panel.plot(spots, line(growth["slope"]), color=colour, linewidth=1.4)


def _bars(count: int) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    height = 0.55 + 0.34 * count
    figure = Figure(figsize=(WIDTH, height))
    figure.subplots_adjust(left=0.07, right=0.97, top=1 - 0.05 / height, bottom=0.46 / height)
    axes = figure.subplots()
    axes.tick_params(axis="y", length=0)
    axes.margins(y=0.08)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _label_rows(axes: Any, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()


def _svg(figure: Any, name: str, title: str, words: str) -> str:
    """The figure as an element for the page: no prologue, no metadata, ids of its own, colours by variable, title and description."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", text)
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, f"var({variable})")
    text = re.sub(r"font: ([0-9.]+)px [^;\"]*", r"font: \1px sans-serif", text)
    opening = re.match(r'<svg [^>]*viewBox="([^"]*)"[^>]*>', text)
    if opening is None:
        raise ValueError("the drawing library wrote no viewBox")
    labelled = f'<svg viewBox="{opening[1]}" role="img" aria-labelledby="{name}-title {name}-words" xmlns="http://www.w3.org/2000/svg"'
    labelled += ' xmlns:xlink="http://www.w3.org/1999/xlink">'
    head = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-words">{escape(words)}</desc>'
    return labelled + head + text[opening.end() :].strip()
