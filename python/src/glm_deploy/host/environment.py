"""The Python environment where there is no PowerShell: a venv of the running interpreter, named after its lock.

Standard library only. An environment counts once ``environment.json`` lies in it, which the verb ``packages`` writes last;
anything else at its place is a leftover and is removed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from glm_deploy import events, files
from glm_deploy.errors import GlmError
from glm_deploy.lock import Lock, current_minor

RECORD_NAME = "environment.json"
PROVIDERS = ("auto", "venv", "micromamba", "conda")


def environment_folder(root: Path, lock: Lock) -> Path:
    """``<root>/envs/<first 12 digits of the lock's package key>``: another lock gets another folder beside the old one."""
    return root / "envs" / lock.environment_key(current_minor())[:12]


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


def create(folder: Path, python: Path | None) -> None:
    """Make a bare environment; what lies there is removed first.

    Args:
        folder: where; python: another interpreter than the running one (``--python-path``).
    Raises: GlmError ``environment-failed`` with what venv said.
    """
    files.remove_tree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    events.info(f"making a virtual environment in {folder}", python=str(python or sys.executable))
    try:
        if python is None:
            venv.create(folder, with_pip=False, symlinks=os.name != "nt")
        else:
            _create_with(python, folder)
    except (OSError, subprocess.SubprocessError) as error:
        files.remove_tree(folder)
        detail = getattr(error, "stderr", None) or error
        raise GlmError("environment-failed", f"The virtual environment could not be made: {detail}.") from error


def _create_with(python: Path, folder: Path) -> None:
    if shutil.which(str(python)) is None:
        raise GlmError("python-missing", f"There is no Python at {python}.", hint="Correct --python-path, or leave it out.")
    subprocess.run([str(python), "-m", "venv", "--without-pip", str(folder)], check=True, capture_output=True, text=True, timeout=300)
