"""The lock: everything that the host half and a bare interpreter need to know about a profile, read strictly.

Standard library only. Locks are written by ``glm-deploy lock`` alone; ``contract/schemas/lock.json`` describes the same shape
for other tools.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_deploy import files
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.retry import RetryPolicy

SCHEMA = 1
MAX_BYTES = 32 << 20


@dataclass(frozen=True)
class LockInput:
    """A YAML file that the lock was made from: POSIX path below the project's root, and its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Package:
    """A pinned wheel. ``index`` is a key of ``Lock.indexes``; ``size`` in bytes, None where the index did not say."""

    name: str
    version: str
    file: str
    size: int | None
    sha256: str
    index: str


@dataclass(frozen=True)
class CondaPackage:
    """A pinned conda package, in install order."""

    name: str
    version: str
    build: str
    subdir: str
    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Tool:
    """A pinned single-file tool (micromamba) with its addresses in order."""

    version: str
    file: str
    size: int
    sha256: str
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Conda:
    """What the provider ``micromamba`` needs."""

    micromamba: Tool
    channel: str
    channel_urls: tuple[str, ...]
    packages: tuple[CondaPackage, ...]


@dataclass(frozen=True)
class ModelFile:
    """A file of the model's source: relative POSIX name, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Model:
    """Where the model comes from. ``source`` is ``{kind: folder, path}`` or ``{kind: hub, urls}``."""

    name: str
    family: str
    repo: str
    revision: str
    licence: dict[str, Any] | None
    source: dict[str, Any]
    files: tuple[ModelFile, ...]


@dataclass(frozen=True)
class Lock:
    """A lock as read; ``path`` is the file, ``digest`` its SHA-256, ``raw`` the JSON itself."""

    path: Path
    digest: str
    raw: Mapping[str, Any]
    profile: str
    platform: str
    inputs: tuple[LockInput, ...]
    python_versions: tuple[str, ...]
    conda: Conda | None
    indexes: dict[str, str | None]
    packages: dict[str, tuple[Package, ...]]
    model: Model
    stack: dict[str, Any]
    needs: dict[str, Any]
    artefacts: tuple[dict[str, Any], ...]
    generation: dict[str, Any]
    smoke: dict[str, Any]
    retry: RetryPolicy
    limits_s: dict[str, float]

    def packages_for(self, minor: str) -> tuple[Package, ...]:
        """The wheels for a Python minor version such as ``3.12``.

        Raises: GlmError ``python-unsuitable`` when the lock has none for it.
        """
        if minor not in self.packages:
            known = ", ".join(self.python_versions)
            raise GlmError("python-unsuitable", f"This is Python {minor}; {self.path.name} has packages for {known}.", python=minor)
        return self.packages[minor]

    def environment_key(self, minor: str) -> str:
        """What an environment is named after and recorded with: the pinned wheels and the Python, nothing of the model.

        SHA-256 over the lines ``glm-environment 2``, ``<platform> <minor>``, then ``<sha256> <file>`` of each wheel and of each conda
        package in the lock's order, each ended by a line feed; simple enough to be computed anywhere. The conda packages count
        whoever makes the Python, so that a key needs no provider.
        """
        lines = ["glm-environment 2", f"{self.platform} {minor}"]
        lines += [f"{package.sha256} {package.file}" for package in self.packages_for(minor)]
        lines += [f"{package.sha256} {package.file}" for package in (self.conda.packages if self.conda else ())]
        return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def load_lock(path: Path) -> Lock:
    """Read and check a lock.

    Raises: GlmError ``lock-missing`` where there is none, ``lock-invalid`` naming the place and what stands there.
    """
    from glm_deploy.lock_reader import parse

    if not path.is_file():
        raise GlmError("lock-missing", f"There is no lock {path}.", path=str(path))
    try:
        with path.open("rb") as file:
            data = files.read_at_most(file, MAX_BYTES)
    except OSError as error:
        raise GlmError("lock-invalid", f"The lock {path} cannot be read: {error.strerror}.", path=str(path)) from error
    if len(data) > MAX_BYTES:
        raise GlmError("lock-invalid", f"The lock {path} is larger than {MAX_BYTES >> 20} MiB.", path=str(path))
    return parse(path, data)


def check_inputs(lock: Lock, project_root: Path = PROJECT_ROOT) -> None:
    """Compare the YAML files with the hashes in the lock.

    Raises: GlmError ``lock-invalid`` where the lock names none of them; ``lock-stale`` naming every changed or missing file and
        the command that makes the lock anew.
    """
    if not lock.inputs:
        raise GlmError("lock-invalid", f"{lock.path.name} names no manifest that it was made from.", path=str(lock.path))
    changed = []
    for entry in lock.inputs:
        path = files.safe_join(project_root, entry.path)
        if not path.is_file():
            changed.append(f"{entry.path} (missing)")
        elif files.sha256_file(path) != entry.sha256:
            changed.append(entry.path)
    if changed:
        verb = "is" if len(changed) == 1 else "are"
        raise GlmError(
            "lock-stale", f"{', '.join(changed)} {verb} not what {lock.path.name} was made from.",
            hint=f"Run glm-deploy lock {lock.profile}, or take the change back.", changed=changed, profile=lock.profile,
        )  # fmt: skip


def lock_path(profile: str, platform: str, project_root: Path = PROJECT_ROOT) -> Path:
    """Where the lock of a profile lies; refuses profile names that are more than a name."""
    if "/" in profile or not files.is_plain_name(profile):
        hint = "Choose a name that --list-profiles (-ListProfiles) shows."
        raise GlmError("usage", f"The profile name {profile[:100]!r} is not a plain name.", hint=hint, name=profile[:200])
    return project_root / "manifests" / "locks" / f"{profile}.{platform}.json"


def current_minor() -> str:
    """``3.12`` for the interpreter that runs this."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def current_platform() -> str:
    """``win-64`` or ``linux-64``.

    Raises: GlmError ``system-unsupported`` with the observed system and machine for anything else.
    """
    import platform

    machine = platform.machine().lower()
    if machine in {"amd64", "x86_64"} and sys.platform in {"win32", "linux"}:
        return "win-64" if sys.platform == "win32" else "linux-64"
    raise GlmError("system-unsupported", f"This is {platform.system()} on {platform.machine()}.", system=sys.platform, machine=machine)
