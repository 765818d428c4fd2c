"""``current.json``, the one pointer: it moves only after the smoke test passed, and remembers what it pointed at before.

Standard library only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from glm_deploy import events, files

SCHEMA = 1
KEPT = 2
"""Earlier deployments that stay on disk for a rollback."""

LOGS_KEPT = 200
"""Runs whose logs stay; a fleet that confirms every hour would else fill its disks."""

_RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_ARTEFACT = re.compile(r"^[a-z0-9]+-[0-9a-f]{12}$")


def read(root: Path) -> dict[str, Any] | None:
    """The pointer, or None where nothing was promoted yet or it cannot be read (the next promotion writes it anew)."""
    try:
        value = files.read_record(root / "current.json")
    except (OSError, ValueError):
        return None
    sound = value.get("schema") == SCHEMA and _is_entry(value) and isinstance(value.get("previous"), list)
    return value if sound else None


def _is_entry(value: Any) -> bool:
    """Whether a deployment is remembered with all that is asked of it later."""
    if not isinstance(value, dict) or not isinstance(value.get("artefacts"), list) or not isinstance(value.get("report"), dict):
        return False
    texts = [value.get(key) for key in ("environment", "smoke", "run_id", "profile")]
    texts += [value["report"].get(key) for key in ("path", "sha256")]
    texts += [one.get(key) if isinstance(one, dict) else None for one in value["artefacts"] for key in ("name", "path", "sha256")]
    return all(isinstance(text, str) and "\0" not in text for text in texts)


def promote(root: Path, request: dict[str, Any], data: dict[str, Any], smoke: Path) -> None:
    """Point at a proved deployment. Pointing at what it points at already changes nothing on disk."""
    report, host = Path(data["report"]), request.get("host", {})
    entry = {
        "profile": request["profile"], "lock": request["lock"], "environment": request["environment"],
        "artefacts": data["artefacts"], "smoke": str(smoke), "fingerprint": host.get("fingerprint"),
        "report": {"path": str(report), "sha256": files.sha256_file(report), "data_sha256": files.sha256_file(report.with_suffix(".json"))},
    }  # fmt: skip
    before, gpus = read(root), host.get("gpus", [])
    if before and {key: before.get(key) for key in entry} == entry:
        if before.get("gpus", []) != gpus:  # A card in another slot needs no new proof; it is named once, not by every later run.
            files.write_json(root / "current.json", {**before, "gpus": gpus})
        return
    previous: list[dict[str, Any]] = []
    if before:
        old = {key: value for key, value in before.items() if key not in {"schema", "previous"}}
        # After a rollback the promoted deployment may be among the earlier ones: it is not remembered twice.
        previous = [one for one in [old, *filter(_is_entry, before["previous"])] if not _is_same(one, entry)][:KEPT]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    head = {"schema": SCHEMA, "run_id": request["run_id"], "promoted": now}
    files.write_json(root / "current.json", {**head, **entry, "gpus": gpus, "previous": previous})
    events.info("current.json points at this run")


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(key) == other[key] for key in ("artefacts", "environment"))


def current_report(root: Path, smoke: Path) -> Path | None:
    """The report of the current deployment, if it was made from the same verdict and is still whole."""
    current = read(root)
    if not current or current.get("smoke") != str(smoke):
        return None
    recorded = current["report"]
    path = Path(recorded["path"])
    try:
        seen = [files.sha256_file(one) for one in (path, path.with_suffix(".json"))]
    except OSError:
        return None
    return path if seen == [recorded["sha256"], recorded.get("data_sha256")] else None


def prune(root: Path, base: Path) -> None:
    """Remove what no kept deployment needs: artefacts of this model in ``base``, environments, what killed runs left unfinished, and
    the oldest runs' logs below the root (a log folder of the user's own choice may be shared)."""
    for folder in (root, base, root / "envs", root / "cache" / "tools"):
        files.sweep_folder(folder)
    current = read(root)
    if not current or not all(map(_is_entry, current["previous"])):
        return  # What a damaged entry needs is not known, so nothing goes.
    kept = {Path(path).name for entry in [current, *current["previous"]] for path in _folders(entry)}
    candidates = [*base.iterdir(), *(root / "envs").iterdir()]
    for folder in candidates:
        artefact = folder.parent == base and _ARTEFACT.match(folder.name)
        environment = folder.parent.name == "envs" and re.fullmatch(r"[0-9a-f]{12}", folder.name)
        if (artefact or environment) and folder.name not in kept:
            events.info(f"removing {folder.name}: no kept deployment needs it")
            files.remove_tree(folder)
    _prune_logs(root / "logs", {Path(entry["report"]["path"]).parent.name for entry in [current, *current["previous"]]})


def _prune_logs(logs: Path, kept: set[str]) -> None:
    runs = [path for path in logs.iterdir() if _RUN.fullmatch(path.name)] if logs.is_dir() else []
    for folder in sorted(runs)[:-LOGS_KEPT]:
        if folder.name not in kept:
            files.remove_tree(folder)


def _folders(entry: dict[str, Any]) -> list[str]:
    return [entry["environment"], entry["smoke"], *(artefact["path"] for artefact in entry["artefacts"])]
