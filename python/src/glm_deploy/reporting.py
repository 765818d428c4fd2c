"""Gathers what both halves found out into the data of one report. The report itself is made by ``report``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glm_deploy import events, promotion
from glm_deploy.errors import GlmError
from glm_deploy.report import write_report
from glm_deploy.stages import Plan

if TYPE_CHECKING:
    from glm_deploy.pipeline import Deployment


def compose(deployment: Deployment, plan: Plan, *, error: GlmError | None, measured: dict[str, Any] | None) -> Path:
    """Write ``report.json`` and ``report.html`` into the run's log folder and return the latter.

    Args:
        error: what ended the run, if anything did; measured: what a failed smoke test had measured until then.
    """
    request, lock, host = deployment.request, deployment.lock, deployment.host
    with events.stage("report"):
        log_dir = Path(request["log_dir"])
        data = {
            "run_id": request["run_id"], "profile": request["profile"], "root": str(deployment.root),
            "started": datetime.fromtimestamp(float(host.get("started", deployment.began)), UTC).isoformat(timespec="seconds"),
            "stages": [*host.get("stages", []), *deployment.stages], "preflight": host.get("preflight", []),
            "measurements": measured or _measurements(deployment, plan), "artefacts": _artefacts(deployment),
            "model": {"name": lock.model.name, "family": lock.model.family, "repo": lock.model.repo, "revision": lock.model.revision},
            "lock": {"path": lock.path.name, "platform": lock.platform, "stack": lock.stack},
            "error": {**error.as_dict(), "why": error.entry.why, "log": str(log_dir / "deploy.log")} if error else None,
            "host": host.get("facts", {}), "fingerprint": host.get("fingerprint"), "changes": _changes(deployment),
            "cache_dir": str(deployment.root / "cache" / "matplotlib"),
        }  # fmt: skip
        return write_report(log_dir, data)


def _measurements(deployment: Deployment, plan: Plan) -> dict[str, Any]:
    record = deployment.records.get("smoke")
    if record is None:
        return {}
    value: dict[str, Any] = json.loads((plan.smoke_folder(record.inputs) / "measurements.json").read_text(encoding="utf-8"))
    return value


def _artefacts(deployment: Deployment) -> list[dict[str, Any]]:
    sizes = {name: sum(entry.size for entry in record.outputs) for name, record in deployment.records.items()}
    return [{**entry, "size": sizes[entry["name"]]} for entry in deployment.data("", None)["artefacts"]]


def _changes(deployment: Deployment) -> list[str]:
    """What differs from the deployment before: the driver and GPU fingerprint, field by field, from what to what."""
    before = promotion.read(deployment.root)
    if before is None:
        return []
    old, now = (value if isinstance(value, dict) else {} for value in (before.get("fingerprint"), deployment.host.get("fingerprint")))
    differing = [key for key in sorted(old.keys() | now.keys()) if old.get(key) != now.get(key)]
    slots, present = (_slots(value) for value in (before.get("gpus"), deployment.host.get("gpus")))
    moved = [f"{uuid}: {slots[uuid]} -> {place}" for uuid, place in present.items() if slots.get(uuid, place) != place]
    return [f"{key}: {_shown(old, key)} -> {_shown(now, key)}" for key in differing] + moved


def _slots(gpus: Any) -> dict[str, str]:
    """Each card's place on the bus."""
    cards = [one for one in gpus if isinstance(one, dict)] if isinstance(gpus, list) else []
    return {str(card["uuid"]): str(card["bus_id"]) for card in cards if card.get("uuid") and card.get("bus_id")}


def _shown(fingerprint: dict[str, Any], key: str) -> str:
    """A field of a fingerprint as a person reads it."""
    if not fingerprint:
        return "no NVIDIA GPU"
    value = fingerprint.get(key)
    return (", ".join(map(str, value)) if isinstance(value, list) else str(value or "")) or "unknown"
