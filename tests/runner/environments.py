"""The Python environments of the tests, made in ``.dev/``: one for this system, one for the Windows Python."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DEV = PROJECT / ".dev"
LOCKS = PROJECT / "manifests" / "locks"


class SetupError(Exception):
    """What the tests need could not be installed."""


def python() -> list[str]:
    """The command of this system's test Python, installed on first use."""
    folder = DEV / "python"
    command = [str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))]
    platform = "win-64" if os.name == "nt" else "linux-64"
    return _ensure(folder, [sys.executable], command, platform, f"{sys.version_info[0]}.{sys.version_info[1]}")


def windows_python() -> list[str]:
    """The command of the Windows Python's test environment, run by the Windows host of a Linux machine."""
    folder = DEV / "winpython"
    return _ensure(folder, ["winpython"], ["winrun", str(folder / "Scripts" / "python.exe")], "win-64", "3.12")


def has_windows_host() -> bool:
    """Whether Windows programs run here: on Windows itself, or through the commands of a Windows host."""
    return os.name == "nt" or all(shutil.which(name) for name in ("pwsh", "winpython", "winrun"))


def _ensure(folder: Path, base: list[str], command: list[str], platform: str, minor: str) -> list[str]:
    """Make the environment unless it was made from the same pins."""
    requirements = _requirements(platform, minor)
    stamp = hashlib.sha256("\n".join([*requirements, *base, minor]).encode()).hexdigest()
    mark = folder / "made-from.txt"
    if mark.exists() and mark.read_text() == stamp:
        return command
    print(f"   installing {len(requirements)} packages into {folder.relative_to(PROJECT)}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run([*base, "-m", "venv", str(folder)])
    uv = next(line for line in requirements if line.startswith("uv=="))
    _run([*command, "-m", "pip", "install", "-q", "--disable-pip-version-check", uv])
    wanted = folder / "requirements.txt"
    wanted.write_text("\n".join(requirements) + "\n")
    _run([*_uv(folder, command), "pip", "install", "-q", "--python", _native(folder, command), *_index_options(), "-r", str(wanted)])
    mark.write_text(stamp)
    return command


def _requirements(platform: str, minor: str) -> list[str]:
    """The lock's own pins, so that the tests see what users get, plus the test tools."""
    lock = json.loads((LOCKS / f"demo.{platform}.json").read_text(encoding="utf-8"))
    if minor not in lock["packages"]:
        raise SetupError(f"The lock demo.{platform} has no packages for Python {minor}.")
    pins = [f"{package['name']}=={package['version']}" for package in lock["packages"][minor]]
    tools = (PROJECT / "tests" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return pins + [line for line in tools if line and not line.startswith("#")]


def _index_options() -> list[str]:
    """uv does not read pip's configuration, so what pip is told is passed on."""
    options = []
    for folder in os.environ.get("PIP_FIND_LINKS", "").split():
        options += ["--find-links", folder]
    if index := os.environ.get("PIP_INDEX_URL"):
        options += ["--default-index", index]
    return options


def _uv(folder: Path, command: list[str]) -> list[str]:
    if command[0] == "winrun":
        return ["winrun", str(folder / "Scripts" / "uv.exe")]
    return [str(folder / ("Scripts/uv.exe" if os.name == "nt" else "bin/uv"))]


def _native(folder: Path, command: list[str]) -> str:
    return command[-1]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise SetupError(f"{' '.join(command[:6])} ... ended with {done.returncode}:\n{(done.stderr or done.stdout)[-2000:]}")
