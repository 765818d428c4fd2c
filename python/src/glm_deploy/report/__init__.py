"""The report: ``report.json`` for machines and one self-contained ``report.html`` for people.

The page needs no script, no font and no picture from outside; everything that comes from manifests or machines is escaped.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from glm_deploy import contract, events, files
from glm_deploy.errors import GlmError, disk_errors
from glm_deploy.report import plots
from glm_deploy.report.view import compose

SCHEMA = 1
KEYS = (
    "run_id", "profile", "root", "started", "stages", "preflight", "measurements", "artefacts", "model", "lock", "error", "host",
    "fingerprint", "changes",
)  # fmt: skip
"""What a report holds besides ``schema``, ``verdict`` and ``plots``; see contract/schemas/report.json."""
_LISTS = ("stages", "preflight", "artefacts", "changes")
_TEMPLATES = Path(__file__).with_name("templates")


def write_report(folder: Path, data: dict[str, Any]) -> Path:
    """Write ``report.json`` and ``report.html`` into a folder.

    Args:
        folder: the run's log folder; made when absent.
        data: ``KEYS``; what is missing is shown as not known. ``measurements`` is the smoke test's, also a failed one's;
            ``cache_dir`` is where drawn plots and matplotlib's font list are kept (default: below the root).

    Returns: the path of ``report.html``.
    Raises: GlmError ``report-data`` when a field has the wrong type, ``report-not-written`` when writing fails.
    """
    report = _complete(data)
    drawn, note = _plots(report, Path(data.get("cache_dir") or Path(report["root"] or ".") / "cache" / "matplotlib"))
    report["plots"] = {"drawn": sorted(drawn), "note": note}
    path = folder / "report.html"
    try:
        page = _render(compose(report), drawn)
        with disk_errors("the report"):
            files.write_json(folder / "report.json", report)
            files.write_atomic(path, page.encode("utf-8"))
    except OSError as error:
        raise GlmError("report-not-written", f"{error.filename or path}: {error.strerror or error}.", path=str(path)) from error
    return path


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb ``report``: ``{folder, data}`` to ``{report, verdict}``."""
    folder, data = Path(contract.require(request, "folder", str)), contract.require(request, "data", dict)
    with events.stage("report"):
        path = write_report(folder, data)
    return {"report": str(path), "verdict": json.loads((folder / "report.json").read_text(encoding="utf-8"))["verdict"]}


def _complete(data: dict[str, Any]) -> dict[str, Any]:
    report: dict[str, Any] = {"schema": SCHEMA, "verdict": "pass", **{key: data.get(key) for key in KEYS}}
    for key in _LISTS:
        report[key] = report[key] or []
        if not isinstance(report[key], list):
            raise GlmError("report-data", f"The report's {key!r} is a {type(report[key]).__name__}, expected a list.", field=key)
    for key in ("measurements", "model", "lock", "error", "host", "fingerprint"):
        if report[key] is not None and not isinstance(report[key], dict):
            raise GlmError("report-data", f"The report's {key!r} is a {type(report[key]).__name__}, expected an object.", field=key)
    report["measurements"] = report["measurements"] or None
    failed = any(stage.get("status") == "failed" for stage in report["stages"])
    if report["error"] or failed or (report["measurements"] or {}).get("verdict") == "fail":
        report["verdict"] = "fail"
    return report


def _plots(report: dict[str, Any], cache: Path) -> tuple[dict[str, str], str]:
    """The plots and a note: why there are none, or nothing to say. Unchanged measurements are not drawn twice."""
    shown = (report["measurements"] or {}).get("artefacts") or {}
    if not shown:
        return {}, "no measurements were taken, so there is nothing to plot"
    kept = cache / f"{files.canonical_hash([plots.VERSION, shown])[:16]}.json"
    start = time.perf_counter()
    try:
        if kept.is_file():
            drawn = {str(name): str(svg) for name, svg in json.loads(kept.read_text(encoding="utf-8")).items()}
        else:
            drawn = plots.draw(shown, cache)
            files.write_json(kept, drawn)
    except Exception as error:  # A report without plots, which says so, is better than none.
        events.warning("the plots could not be drawn", reason=f"{type(error).__name__}: {error}")
        return {}, f"the plots could not be drawn: {type(error).__name__}: {error}"
    events.emit("debug", "plots ready", seconds=round(time.perf_counter() - start, 3))
    return drawn, ""


def _render(shown: dict[str, Any], drawn: dict[str, str]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    loader = FileSystemLoader(os.fspath(_TEMPLATES), encoding="utf-8")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    safe = {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704 - our own drawing, its texts escaped where they were made
    return environment.get_template("report.html.j2").render(**shown, drawn=safe)
