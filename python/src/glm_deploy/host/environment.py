"""The Python environment where there is no PowerShell: a venv of the running interpreter, named after its lock.

Standard library only. An environment counts once ``environment.json`` lies in it, which the verb ``packages`` writes last;
anything else at its place is a leftover and is removed.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

from glm_deploy import events, files
from glm_deploy.errors import GlmError
from glm_deploy.host.speaker import clean_environment
from glm_deploy.listing import RECORD_NAME
from glm_deploy.lock import Lock

PROVIDERS = ("auto", "venv", "micromamba", "conda")


class Chosen(NamedTuple):
    """The Python that environments are made from; ``minor`` as in ``3.12``."""

    path: str
    version: str
    implementation: str
    bits: int

    @property
    def minor(self) -> str:
        """``3.12`` of ``3.12.1``."""
        return ".".join(self.version.split(".")[:2])


def choose_python(python: Path | None) -> Chosen:
    """The Python of ``--python-path``, asked what it is; without one the running interpreter.

    Raises: GlmError ``python-missing`` where there is none, or something else.
    """
    if python is None:
        bits = 64 if sys.maxsize > 2**32 else 32
        return Chosen(sys.executable, platform.python_version(), platform.python_implementation(), bits)
    path = shutil.which(str(python))
    hint = "Correct --python-path, or leave it out."
    if path is None:
        raise GlmError("python-missing", f"There is no Python at {python}.", hint=hint)
    code = "import platform, struct; print(platform.python_version(), platform.python_implementation(), struct.calcsize('P') * 8)"
    try:
        answer = subprocess.run(
            [path, "-E", "-c", code], capture_output=True, text=True, errors="replace", timeout=60, check=True, stdin=subprocess.DEVNULL,
            env=clean_environment(),
        ).stdout.split()  # fmt: skip
        return Chosen(path, answer[0], answer[1], int(answer[2]))
    except (OSError, subprocess.SubprocessError, IndexError, ValueError) as error:
        raise GlmError("python-missing", f"{path} is no Python: asked for its version, it did not tell.", hint=hint) from error


def environment_folder(root: Path, lock: Lock, minor: str) -> Path:
    """``<root>/envs/<first 12 digits of the lock's package key>``: another lock or Python gets another folder beside the old one."""
    return root / "envs" / lock.environment_key(minor)[:12]


def interpreter(folder: Path) -> Path:
    """The environment's own Python, by full path."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def is_complete(folder: Path) -> bool:
    """Whether the environment was finished once and its interpreter is still there; the model half checks the rest."""
    try:
        return bool(files.read_record(folder / RECORD_NAME)) and interpreter(folder).exists()
    except (OSError, ValueError):
        return False


def choose_provider(wanted: str) -> str:
    """Only venv exists on this side; another wish gets a clear answer."""
    if wanted in {"auto", "venv"}:
        return "venv"
    raise GlmError(
        "provider-unavailable", f"The environment provider {wanted!r} works through Deploy-GLM.ps1 on Windows only.",
        hint="Use --environment-provider venv here.",
    )  # fmt: skip


def create(folder: Path, python: Chosen) -> None:
    """Make a bare environment of a Python; what lies there is removed first.

    Raises: GlmError ``environment-failed`` with what venv said.
    """
    files.remove_tree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    events.info(f"making a virtual environment in {folder}", python=python.path)
    try:
        if python.path == sys.executable:
            venv.create(folder, with_pip=False, symlinks=os.name != "nt")
        else:
            command = [python.path, "-m", "venv", "--without-pip", str(folder)]
            subprocess.run(command, check=True, capture_output=True, text=True, errors="replace", timeout=300, env=clean_environment())
    except (OSError, subprocess.SubprocessError) as error:
        files.remove_tree(folder)
        detail = getattr(error, "stderr", None) or error
        raise GlmError("environment-failed", f"The virtual environment could not be made: {detail}.") from error
