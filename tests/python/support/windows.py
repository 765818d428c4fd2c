"""Runs ``Deploy-GLM.ps1`` in the real PowerShell: on Windows itself, or through the Windows host of a Linux machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from support.launcher import Outcome

from glm_deploy.errors import PROJECT_ROOT

WHEELHOUSE = PROJECT_ROOT / ".dev" / "wheelhouse-windows"
"""Wheels that an earlier test run downloaded; each one is verified again."""


def native(path: Path) -> str:
    """A path as Windows programs read it; a Linux machine's root is drive Z: there."""
    return str(path) if os.name == "nt" else "Z:" + str(path).replace("/", "\\")


def local(path: str) -> Path:
    """A path that a Windows program reported, as this system reads it."""
    return Path(path) if os.name == "nt" else Path(path.removeprefix("Z:").replace("\\", "/"))


def shell() -> str:
    """The PowerShell to use."""
    return shutil.which("pwsh") or shutil.which("powershell") or "pwsh"


def command(root: Path, *arguments: str, profile: str = "demo") -> list[str]:
    wheels = ["-WheelSource", native(WHEELHOUSE)] if WHEELHOUSE.is_dir() else []
    script = str(PROJECT_ROOT / "Deploy-GLM.ps1")
    fixed = [shell(), "-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", script]
    return [*fixed, "-Profile", profile, "-Root", native(root), "-Json", *wheels, *arguments]


def direct_command(root: Path, *arguments: str, profile: str = "demo") -> list[str]:
    """The same as a Windows program starts it: on Linux the toolchain's own PowerShell, whose wrapper is a script."""
    words = command(root, *arguments, profile=profile)
    if os.name == "nt":
        return words
    home = Path(os.environ.get("GLM_TOOLCHAIN_HOME") or Path.home() / ".cache" / "glm-toolchain")
    script = words.index("-File") + 1
    return [native(home.resolve() / "pwsh" / "pwsh.exe"), *words[1:script], native(Path(words[script])), *words[script + 1 :]]


def run(root: Path, *arguments: str, profile: str = "demo", limit_s: float = 900, **environment: str) -> Outcome:
    """Run to the end; the Windows exit code is read from the result, since POSIX keeps only its low 8 bits."""
    began = time.monotonic()
    done = subprocess.run(
        command(root, *arguments, profile=profile), stdin=subprocess.DEVNULL, capture_output=True, timeout=limit_s, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    seconds = time.monotonic() - began
    assert done.stdout.strip(), done.stderr.decode(errors="replace")[-4000:]
    result = json.loads(done.stdout)  # Exactly one object: anything before or after it is no JSON.
    expected = result["exit_code"] if os.name == "nt" else result["exit_code"] & 0xFF
    assert done.returncode == expected, (done.returncode, result)
    return Outcome(result["exit_code"], result, done.stderr.decode("utf-8", "replace"), seconds)
