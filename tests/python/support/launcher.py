"""Runs the true launcher as its user would: a process, its arguments, its files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_deploy.errors import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "python" / "deploy.py"
WHEELHOUSE = PROJECT_ROOT / ".dev" / "wheelhouse"
"""Wheels that an earlier test run downloaded; the launcher still verifies each one."""


@dataclass
class Outcome:
    """What a run left: exit code, result object, the text people saw, seconds."""

    code: int
    result: dict[str, Any]
    text: str
    seconds: float

    def statuses(self) -> dict[str, str]:
        return {stage["name"]: stage["status"] for stage in self.result["stages"]}

    def worked(self) -> set[str]:
        """Stages that did something beyond looking."""
        return {name for name, status in self.statuses().items() if status == "done"} - {"lock", "preflight"}


def command(root: Path, *arguments: str, profile: str = "demo") -> list[str]:
    wheels = ["--wheels", str(WHEELHOUSE)] if WHEELHOUSE.is_dir() else []
    return [sys.executable, str(DEPLOY), "--profile", profile, "--root", str(root), "--json", *wheels, *arguments]


def run(root: Path, *arguments: str, profile: str = "demo", limit_s: float = 900, **environment: str) -> Outcome:
    """Run to the end."""
    began = time.monotonic()
    done = subprocess.run(
        command(root, *arguments, profile=profile), stdin=subprocess.DEVNULL, capture_output=True, timeout=limit_s, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    seconds = time.monotonic() - began
    lines = done.stdout.splitlines()
    assert len(lines) == 1, (done.stdout[-2000:], done.stderr.decode(errors="replace")[-4000:])
    return Outcome(done.returncode, json.loads(lines[0]), done.stderr.decode("utf-8", "replace"), seconds)


@contextmanager
def started(root: Path, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run in the background, in a session of its own so that whatever it left can be found and ended."""
    process = subprocess.Popen(
        command(root, *arguments), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, **environment}, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for_event(root: Path, known: set[Path], wanted: str, limit_s: float = 300) -> Path:
    """Wait until a run that is not in ``known`` logs an event whose JSON contains ``wanted``; returns its log folder."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        for folder in set((root / "logs").glob("*")) - known:
            lines = folder / "events.jsonl"
            if lines.exists() and wanted in lines.read_text(encoding="utf-8"):
                return folder
        time.sleep(0.02)
    raise AssertionError(f"no event with {wanted!r} within {limit_s} s")


def processes_of(root: Path) -> list[int]:
    """Living processes whose command line names the root (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if str(root).encode() in line and state != "Z" and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found
