"""The steps of the whole test run, in order: cheap checks first, then this system, then the Windows host."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import counts
import environments
from counts import Counts

PROJECT = environments.PROJECT
REPORTS = environments.DEV / "reports"
NO_WINDOWS = "there is no Windows host (neither Windows itself nor pwsh, winpython and winrun on PATH)"


def nothing_missing() -> str:
    return ""


def windows_missing() -> str:
    return "" if environments.has_windows_host() else NO_WINDOWS


def wine_missing() -> str:
    if os.name == "nt":
        return "on Windows itself the Python suite has run already"
    return windows_missing()


@dataclass(frozen=True)
class Step:
    """A named part of the run; ``missing`` says why it cannot run here, or nothing."""

    name: str
    title: str
    run: Callable[[], Counts]
    missing: Callable[[], str] = nothing_missing


def _call(command: list[str], *, cwd: Path = PROJECT, extra: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, env={**os.environ, **(extra or {})}, check=False).returncode


def ruff() -> Counts:
    python = environments.python()
    product = counts.from_exit_code(_call([*python, "-m", "ruff", "check", "."], cwd=PROJECT / "python"))
    # From the folder of the configuration: its patterns are relative to where ruff is started.
    tests = [*python, "-m", "ruff", "check", "--config", "pyproject.toml", "../tests"]
    return product + counts.from_exit_code(_call(tests, cwd=PROJECT / "python"))


def mypy() -> Counts:
    return counts.from_exit_code(_call([*environments.python(), "-m", "mypy"], cwd=PROJECT / "python"))


def pytest(python: list[str], name: str, folders: list[str], *options: str, environment: dict[str, str] | None = None) -> Counts:
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    command = [*python, "-m", "pytest", "-q", f"--junit-xml={report}", *options, *folders]
    # Byte code in a folder of our own: without any, every process would compile torch and transformers anew.
    fixed = {"OMP_NUM_THREADS": "2", "PYTHONPYCACHEPREFIX": str(environments.DEV / "pycache"), "PYTHONDONTWRITEBYTECODE": ""}
    code = _call(command, cwd=PROJECT / "python", extra={**fixed, **(environment or {})})
    return counts.from_junit(report, code)


def unit() -> Counts:
    return pytest(environments.python(), "unit", ["../tests/python/unit", "../tests/python/contract"], "-n", "2")


def integration() -> Counts:
    return pytest(environments.python(), "integration", ["../tests/python/integration"])


def windows_unit() -> Counts:
    folders = ["../tests/python/unit", "../tests/python/contract"]
    return pytest(environments.windows_python(), "windows-unit", folders, "-p", "no:xdist", environment={"GLM_WINDOWS_ON_LINUX": "1"})


def _powershell(script: str, *arguments: str) -> tuple[int, str]:
    shell = shutil.which("pwsh") or shutil.which("powershell") or "powershell"
    command = [shell, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", script, *arguments]
    process = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    lines = []
    for raw in process.stdout:
        line = raw.decode("utf-8", "replace").rstrip()
        lines.append(line)
        print(f"   {line}", flush=True)
    return process.wait(), "\n".join(lines)


def analyzer() -> Counts:
    code, _ = _powershell("tests/powershell/analyze.ps1")
    return counts.from_exit_code(code)


def pester() -> Counts:
    code, output = _powershell("tests/powershell/run.ps1")
    return counts.from_last_line(output, code)


def windows_main_job() -> Counts:
    return pytest(environments.python(), "windows-main", ["../tests/python/windows"])


STEPS = [
    Step("ruff", "ruff: style and common defects", ruff),
    Step("mypy", "mypy: types, strict", mypy),
    Step("unit", "pytest: unit and contract", unit),
    Step("integration", "pytest: integration, the true main job", integration),
    Step("analyzer", "PSScriptAnalyzer with the Windows PowerShell 5.1 profiles", analyzer, windows_missing),
    Step("pester", "Pester: the PowerShell half", pester, windows_missing),
    Step("windows-unit", "pytest under the Windows Python", windows_unit, wine_missing),
    Step("windows-main", "the main job through Deploy-GLM.ps1", windows_main_job, windows_missing),
]
