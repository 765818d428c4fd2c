"""One deployment as the host half sees it: its stages, their times, and the result object. Standard library only."""

from __future__ import annotations

import argparse
import functools
import glob
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glm_deploy import events, exclusion, files, promotion, rollback
from glm_deploy.contract import CONTRACT_VERSION
from glm_deploy.environment_record import find_environment_fault
from glm_deploy.errors import PROJECT_ROOT, GlmError, exit_code
from glm_deploy.host import arguments, environment, preflight, speaker
from glm_deploy.host.console import Console
from glm_deploy.host.runlog import RunLog
from glm_deploy.lock import Lock, check_inputs, current_platform, load_lock, lock_path

RESULT_SCHEMA = 1
_REBUILD = {"environment-damaged", "contract-not-started"}
_CRASHED = {"contract-exit-code", "contract-not-one-object"}


@dataclass
class Run:
    """The state of one run; ``execute`` does the work, ``result`` says what came of it."""

    options: argparse.Namespace
    root: Path
    run_id: str
    log: RunLog
    console: Console
    stages: list[dict[str, Any]] = field(default_factory=list)
    needs: list[preflight.Need] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    started: float = field(default_factory=time.time)

    def execute(self) -> None:
        """All stages in order; raises the first failure."""
        self.console.start(self.options.profile, self.root, self.run_id)
        with self._stage("lock") as note:
            lock = self._load_lock()
            note("done", f"{lock.path.name} agrees with its YAML")
        if self.options.what_if:
            self._plan(lock)
            return
        with self._stage("preflight") as note:
            self.needs = preflight.check_needs(lock, self.root, self._python)
            preflight.stop_on_failure(self.needs)
            note("done", f"{sum(need.status == 'pass' for need in self.needs)} of {len(self.needs)} needs met")
        with exclusion.run_lock(self.root):
            self._host_stages(lock, force=self.options.force)
            try:
                self._model_half(lock)
            except GlmError as error:
                if error.id not in _REBUILD:
                    raise
                events.warning(f"the environment is rebuilt: {error.message}")
                self.stages = [stage for stage in self.stages if stage["name"] in {"lock", "preflight"}]
                self._host_stages(lock, force=True, reason=error.message)
                self._model_half(lock)

    def roll_back(self) -> None:
        """Point at the deployment before (``--rollback``); changes nothing else."""
        self.console.start(self.options.profile or "(rollback)", self.root, self.run_id)
        if self.options.what_if:
            self.console.say(rollback.preview(self.root))
            return
        if promotion.read(self.root) is None:
            raise GlmError("nothing-deployed", f"There is no readable current.json in {self.root}.", path=str(self.root))
        with exclusion.run_lock(self.root):
            entry = rollback.roll_back(self.root, self.run_id)
        self.options.profile = str(entry["profile"])
        self.answer = rollback.describe(entry, None)

    def result(self, error: GlmError | None) -> dict[str, Any]:
        """The result object of ``result.json`` and ``--json``."""
        if isinstance(error, speaker.RemoteError):
            self._adopt(error.data)
        failed = error is not None
        return {
            "schema": RESULT_SCHEMA, "ok": not failed, "run_id": self.run_id, "profile": self.options.profile, "root": str(self.root),
            "exit_code": error.exit_code if error else exit_code("ok"),
            "verdict": "fail" if failed else self.answer.get("verdict", "planned" if self.options.what_if else "pass"),
            "error": {**error.as_dict(), "why": error.entry.why, "log": str(self.log.folder / "deploy.log")} if error else None,
            "stages": self.stages, "artefacts": self.answer.get("artefacts", []), "report": self.answer.get("report"),
        }  # fmt: skip

    @functools.cached_property
    def _python(self) -> environment.Chosen:
        return environment.choose_python(self.options.python_path)

    def _load_lock(self) -> Lock:
        path = self.options.lock_path or lock_path(self.options.profile, current_platform())
        if not path.exists():
            # The profile may be for another system: then the preflight says so, with whatever else is missing here.
            path = min(path.parent.glob(f"{glob.escape(self.options.profile)}.*.json"), default=path)
        lock = load_lock(path)
        if lock.profile != self.options.profile:
            seen = f"{path.name} is the lock of profile {lock.profile!r}, not of {self.options.profile!r}."
            raise GlmError("lock-invalid", seen, hint="Name the profile that the lock was made for.", path=str(path))
        check_inputs(lock, PROJECT_ROOT)
        return lock

    def _host_stages(self, lock: Lock, *, force: bool, reason: str = "") -> None:
        folder = environment.environment_folder(self.root, lock, self._python.minor)
        with self._stage("environment") as note:
            provider = environment.choose_provider(self.options.environment_provider)
            ready = environment.is_complete(folder) and not force
            # Before its Python is started: what that loads by itself (a .pth file that became a pipe, say) could hang or do anything.
            if ready and (reason := find_environment_fault(folder, lock)):
                events.warning(f"the environment is rebuilt: {reason}")
                ready = False
            folders = [] if ready else arguments.find_wheel_folders(self.options.wheels)
            if not ready:
                environment.create(folder, self._python)
            note("skipped" if ready else "done", reason or ("complete" if ready else f"{provider} in {folder.name}"))
        with self._stage("packages") as note:
            if ready:
                note("skipped", "recorded as installed; the model half compares every file")
                return
            request = self._request("packages", lock, folder)
            request["options"] = {"offline": self.options.offline, "find_links": folders, "index_url": None}
            limit = float(lock.limits_s.get("packages", 7200))
            data = self._ask(folder, request, limit)
            note("done", f"{data['installed']} packages installed")

    def _model_half(self, lock: Lock) -> None:
        folder = environment.environment_folder(self.root, lock, self._python.minor)
        request = self._request("deploy", lock, folder) | {
            "log_dir": str(self.log.folder),
            "options": {
                "offline": self.options.offline, "force": self.options.force, "thorough": self.options.force or self.options.repair,
                "prove": self.options.repair,
            },
            "host": {
                "fingerprint": None, "facts": preflight.facts(), "preflight": [need.as_dict() for need in self.needs],
                "stages": self.stages, "started": self.started,
            },
        }  # fmt: skip
        limit = float(lock.limits_s.get("deploy", 6 * 3600))
        with self.console.following(self.log):
            data = self._ask(folder, request, limit)
        self._adopt(data)

    def _ask(self, folder: Path, request: dict[str, Any], limit_s: float) -> dict[str, Any]:
        try:
            return speaker.call(environment.interpreter(folder), request, self.log, limit_s=limit_s)
        except GlmError as error:
            if error.id in _CRASHED:  # Compiled modules stand in no record: a damaged one must not crash the next run too.
                files.remove_tree(self.root / "cache" / "pycache")
            raise

    def _adopt(self, data: dict[str, Any]) -> None:
        """Take over the stages and results that the model half reported."""
        self.answer = data
        for stage in data.get("stages", []):
            if all(stage["name"] != known["name"] for known in self.stages):
                self.stages.append(stage)
                self.console.stage(stage)

    def _request(self, verb: str, lock: Lock, folder: Path) -> dict[str, Any]:
        return {
            "contract": CONTRACT_VERSION, "verb": verb, "run_id": self.run_id, "profile": lock.profile, "root": str(self.root),
            "lock": str(lock.path), "environment": str(folder),
        }  # fmt: skip

    def _plan(self, lock: Lock) -> None:
        folder = environment.environment_folder(self.root, lock, self._python.minor)
        ready = environment.is_complete(folder)
        verb = "confirm" if ready else "make"
        for name, text in (
            ("preflight", f"check what {lock.profile} needs"),
            ("environment", f"{verb} {folder}"),
            ("packages", f"{verb} {len(lock.packages_for(self._python.minor))} packages from {lock.path.name}"),
            ("fetch", f"bring {len(lock.model.files)} files of {lock.model.name}, revision {lock.model.revision}"),
            *((_stage_of(item), f"make and verify {item['name']}") for item in lock.artefacts),
            ("smoke", "recite, compare, measure"), ("report", "write report.json and report.html"),
        ):  # fmt: skip
            self.stages.append({"name": name, "status": "skipped", "seconds": 0.0, "reason": f"what-if: would {text}"})
            self.console.stage(self.stages[-1])

    @contextmanager
    def _stage(self, name: str) -> Iterator[Callable[[str, str], None]]:
        """Time a stage of this half and keep its outcome."""
        began = time.monotonic()
        outcome = {"name": name, "status": "done", "seconds": 0.0, "reason": ""}

        def note(status: str, reason: str) -> None:
            outcome.update(status=status, reason=reason)

        try:
            with events.stage(name):
                yield note
        except BaseException as error:
            note("failed", str(error))
            raise
        finally:
            outcome["seconds"] = round(time.monotonic() - began, 3)
            outcome["started_s"] = round(time.time() - self.started - float(outcome["seconds"]), 3)  # type: ignore[arg-type]
            self.stages.append(outcome)
            self.console.stage(outcome)


def _stage_of(artefact: dict[str, Any]) -> str:
    """The converted artefact is named after its data type, its stage after what it does."""
    return "convert" if artefact["method"] == "convert" else str(artefact["name"])
