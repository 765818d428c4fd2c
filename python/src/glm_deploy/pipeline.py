"""The model half in one process: packages (check), fetch, convert, int8, nf4, smoke, report; then the promotion.

Each stage is skipped when the record in its folder names the same inputs and its files verify. Nothing here imports torch:
the stages that need it do so when they really work. The table in ``docs/architecture.md`` says what each stage depends on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glm_deploy import artifact, events, fetch, promotion
from glm_deploy.contract import require
from glm_deploy.environment_record import find_environment_fault, forget_byte_code
from glm_deploy.errors import GlmError, disk_errors, from_exception
from glm_deploy.lock import Lock, load_lock
from glm_deploy.stages import Plan

Build = Callable[[Path], artifact.Record]


@dataclass
class Deployment:
    """One pass through the model half."""

    request: dict[str, Any]
    lock: Lock
    root: Path
    stages: list[dict[str, Any]] = field(default_factory=list)
    records: dict[str, artifact.Record] = field(default_factory=dict)
    began: float = field(default_factory=time.time)

    @property
    def options(self) -> dict[str, Any]:
        """``offline``, ``force``, ``thorough`` of the request."""
        return dict(self.request.get("options", {}))

    @property
    def host(self) -> dict[str, Any]:
        """What the host half found out: fingerprint, facts, preflight, its stages."""
        return dict(self.request.get("host", {}))

    def data(self, verdict: str, report: Path | None) -> dict[str, Any]:
        """The contract's data of the verb ``deploy``."""
        plan = Plan(self.lock, self.root)
        artefacts = [
            {"name": name, "path": str(plan.folder(name, self.records)), "sha256": self.records[name].digest}
            for name in plan.artefacts if name in self.records
        ]  # fmt: skip
        return {"stages": self.stages, "artefacts": artefacts, "verdict": verdict, "report": str(report) if report else None}

    def finish(self, name: str, status: str, reason: str, began: float) -> None:
        """Keep a stage's outcome and tell the host half about it."""
        started = float(self.host.get("started", self.began))
        entry = {
            "name": name, "status": status, "seconds": round(time.time() - began, 3), "reason": reason,
            "started_s": round(began - started, 3),
        }  # fmt: skip
        self.stages.append(entry)
        events.info(f"{name}: {status}, {reason}", stage_result=entry)


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb ``deploy``; on failure the error carries ``partial_data``, and a report of the failure is written."""
    for key, kind in (("run_id", str), ("profile", str), ("environment", str), ("log_dir", str), ("options", dict), ("host", dict)):
        require(request, key, kind)
    root = Path(require(request, "root", str))
    deployment = Deployment(request, load_lock(Path(require(request, "lock", str))), root)
    try:
        return _deploy(deployment)
    except BaseException as caught:
        error = from_exception(caught)
        data = deployment.data("fail", None)
        if error.id != "environment-damaged":
            measured = getattr(error, "partial_data", {}).get("measurements")
            data["report"] = _report_failure(deployment, error, measured)
        error.partial_data = data  # type: ignore[attr-defined]
        raise error from caught


def _deploy(deployment: Deployment) -> dict[str, Any]:
    """The stages in order."""
    lock, plan = deployment.lock, Plan(deployment.lock, deployment.root)
    _check_environment(deployment)
    _ensure(deployment, "fetch", plan.source_folder, fetch.fetch_inputs(lock), lambda _: _fetch(deployment))
    for name in plan.artefacts:
        inputs = plan.inputs(name, deployment.records)
        _ensure(deployment, name, plan.folder(name, deployment.records), inputs, plan.builder(name, inputs, deployment.records))
    fingerprint = deployment.host.get("fingerprint")
    inputs = plan.smoke_inputs(deployment.records, fingerprint)
    _ensure(deployment, "smoke", plan.smoke_folder(inputs), inputs, plan.smoke_builder(inputs, deployment.records))
    report = _report(deployment, plan)
    promotion.promote(deployment.root, deployment.request, deployment.data("pass", report), plan.smoke_folder(inputs))
    promotion.prune(deployment.root, plan.base)
    return deployment.data("pass", report)


def _check_environment(deployment: Deployment) -> None:
    """The environment's files against its record; the host half rebuilds on ``environment-damaged``."""
    began = time.time()
    folder = Path(require(deployment.request, "environment", str))
    thorough = bool(deployment.options.get("thorough"))
    if thorough:
        forget_byte_code(deployment.root)
    fault = find_environment_fault(folder, deployment.lock, thorough=thorough)
    if fault:
        raise GlmError("environment-damaged", f"The environment {folder.name}: {fault}.")
    events.info(f"the environment's files agree with its record ({time.time() - began:.2f} s)")


def _fetch(deployment: Deployment) -> artifact.Record:
    return fetch.fetch_model(deployment.lock, deployment.root, offline=bool(deployment.options.get("offline")))


def _ensure(deployment: Deployment, name: str, folder: Path, inputs: dict[str, Any], build: Build) -> None:
    """Skip a stage whose record stands, else do it and keep its record."""
    began = time.time()
    with events.stage(_stage_name(name)):
        try:
            key = artifact.key_of(inputs)
            record, fault = artifact.find_fault(folder, key, thorough=bool(deployment.options.get("thorough")))
            if name == "smoke" and not folder.exists():
                fault = "not proved yet with these files, this driver and these GPUs"
            again = _is_wanted_again(name, deployment.options)
            if record is not None and not again:
                deployment.records[name] = record
                deployment.finish(_stage_name(name), "skipped", f"{len(record.outputs)} files verified", began)
                return
            events.info(f"{_stage_name(name)} starts: {fault or again}")
            with disk_errors(f"in {folder.parent}"):
                deployment.records[name] = build(folder)
        except BaseException as error:
            deployment.finish(_stage_name(name), "failed", from_exception(error).message, began)
            raise
        deployment.finish(_stage_name(name), "done", fault or again, began)


def _is_wanted_again(name: str, options: dict[str, Any]) -> str:
    """Why a stage runs although its record stands: everything under ``force``, the proof under ``prove``; else ``""``."""
    if options.get("force"):
        return "forced"
    return "a repair proves it again" if name == "smoke" and options.get("prove") else ""


def _stage_name(name: str) -> str:
    """The converted artefact is named after its data type, its stage after what it does."""
    return "convert" if name in {"bf16", "fp16", "fp32"} else name


def _report(deployment: Deployment, plan: Plan) -> Path:
    """A new report when anything was done; else the one that the current pointer names, if it is still whole."""
    began = time.time()
    worked = any(stage["status"] == "done" for stage in deployment.stages + deployment.host.get("stages", []) if _is_work(stage))
    known = promotion.current_report(deployment.root, plan.smoke_folder(deployment.records["smoke"].inputs))
    if known is not None and not worked:
        deployment.finish("report", "skipped", "nothing changed since it was written", began)
        return known
    from glm_deploy.reporting import compose

    path = compose(deployment, plan, error=None, measured=None)
    deployment.finish("report", "done", "written", began)
    return path


def _is_work(stage: dict[str, Any]) -> bool:
    return stage["name"] not in {"lock", "preflight"}


def _report_failure(deployment: Deployment, error: GlmError, measured: dict[str, Any] | None) -> str | None:
    """A report of what went wrong, as good as it can be made; its own failure must not hide the first one."""
    from glm_deploy.reporting import compose

    try:
        return str(compose(deployment, Plan(deployment.lock, deployment.root), error=error, measured=measured))
    except Exception as second:  # The first failure is what counts; this one is said in the log.
        events.warning(f"the report could not be written: {from_exception(second).message}")
        return None
