"""Going back to the deployment before: ``current.json`` moves, nothing else, and only to what proves itself whole again.

The replaced deployment becomes the first of ``previous``, so a rollback can itself be undone. Standard library only, so that
any bare interpreter can do it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from glm_deploy import artifact, events, files, promotion
from glm_deploy.contract import require
from glm_deploy.environment_record import find_recorded_fault
from glm_deploy.errors import GlmError


def roll_back(root: Path, run_id: str) -> dict[str, Any]:
    """Point at the deployment before the current one, after checking every file of its artefacts and its environment.

    Args:
        root: the deployment's root; the caller holds its run lock. run_id: the run that does this, for the pointer.
    Returns: the entry that ``current.json`` now holds, without ``schema`` and ``previous``.
    Raises: GlmError ``nothing-deployed``, ``rollback-missing`` (there is no earlier one) or ``rollback-damaged``.
    """
    current = promotion.read(root)
    if current is None:
        raise GlmError("nothing-deployed", f"There is no readable current.json in {root}.", path=str(root))
    previous = current.get("previous")
    if not isinstance(previous, list) or not previous:
        raise GlmError("rollback-missing", f"{root} holds one deployment only, run {current.get('run_id')}.", path=str(root))
    entry, rest = previous[0], previous[1:]
    with events.stage("rollback"):
        if fault := find_entry_fault(entry):
            raise GlmError("rollback-damaged", f"The deployment before is not whole: {fault}.", path=str(root))
        replaced = {key: value for key, value in current.items() if key not in {"schema", "previous"}}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        moved = {**entry, "promoted": now}
        files.write_json(root / "current.json", {"schema": promotion.SCHEMA, **moved, "previous": [replaced, *rest]})
        events.info(f"current.json points at {entry['run_id']} again; run {current.get('run_id')} can be had back", by=run_id)
    return moved


def preview(root: Path) -> str:
    """What a rollback would do, in one sentence; reads only."""
    current = promotion.read(root)
    if current is None:
        return f"Nothing is deployed in {root}."
    previous = current.get("previous") or []
    if not previous:
        return f"{root} holds one deployment only: there is nothing to go back to."
    return f"current.json would point at run {previous[0].get('run_id')} instead of run {current.get('run_id')}."


def find_entry_fault(entry: Any) -> str:
    """What is wrong with a deployment that the pointer remembers, or ``""``: every file of its artefacts and its verdict is
    hashed, its environment compared with the environment's own record."""
    try:
        named = [(str(item["name"]), Path(item["path"]), str(item["sha256"])) for item in entry["artefacts"]]
        smoke, environment, run_id = Path(entry["smoke"]), Path(entry["environment"]), str(entry["run_id"])
        Path(entry["report"]["path"])
    except (TypeError, KeyError):
        return "its entry in current.json is damaged"
    if not named or not run_id:
        return "its entry in current.json names no artefact"
    for name, folder, digest in named:
        if fault := _folder_fault(folder, digest):
            return f"{name}: {fault}"
    if fault := _folder_fault(smoke, None):
        return f"smoke: {fault}"
    if fault := find_recorded_fault(environment):
        return f"environment {environment.name}: {fault}"
    return ""


def _folder_fault(folder: Path, digest: str | None) -> str:
    record = artifact.read(folder)
    if record is None:
        return f"{folder} is gone" if not folder.exists() else "its record is missing or damaged"
    if digest is not None and record.digest != digest:
        return "its record is not the one that was promoted"
    return artifact.find_fault(folder, record.key, thorough=True)[1]


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb: ``{root, run_id, host: {fingerprint}}``; ``proved_here`` says whether smoke ran on this driver and GPU."""
    root = Path(require(request, "root", str))
    return describe(roll_back(root, require(request, "run_id", str)), dict(request.get("host", {})).get("fingerprint"))


def describe(entry: dict[str, Any], fingerprint: Any) -> dict[str, Any]:
    """The contract's data of the verb: what the pointer names now."""
    report = Path(entry["report"]["path"])
    return {
        "run_id": entry["run_id"], "profile": entry["profile"], "environment": entry["environment"], "artefacts": entry["artefacts"],
        "verdict": "pass", "report": str(report) if report.is_file() else None, "proved_here": entry.get("fingerprint") == fingerprint,
    }  # fmt: skip
