"""What this machine must have before work starts: one finding per need, pass, fail or unknown, with its evidence.

Standard library only. The Windows half knows far more (``Test-GlmPreflight``); here are the needs of a machine without it.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glm_deploy import events
from glm_deploy.errors import GlmError, error_table
from glm_deploy.host.environment import Chosen, environment_folder, is_complete
from glm_deploy.host.gpu_needs import find_gpu_needs
from glm_deploy.lock import Lock


@dataclass(frozen=True)
class Need:
    """One finding; ``error_id`` is what stops the run when the status is ``fail``."""

    id: str
    name: str
    status: str
    observed: str
    required: str
    evidence: str
    remedy: str = ""
    error_id: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the report and the contract carry it."""
        return asdict(self)


def check_needs(lock: Lock, root: Path, python: Chosen) -> list[Need]:
    """All needs of the profile on this machine, what the user can least change first; never raises for a finding."""
    needs = [_need(*finding) for finding in find_gpu_needs(lock)]
    needs += [_system(lock), _python(lock, python), _memory(lock), _root(root), _disk(lock, root, python)]
    for need in needs:
        events.emit("info" if need.status == "pass" else "warning", f"{need.name}: {need.status}, {need.observed}", id=need.id)
    return needs


def stop_on_failure(needs: list[Need]) -> None:
    """Raise the first failed need as its error."""
    for need in needs:
        if need.status == "fail":
            seen = f"{need.name}: {need.observed}; required: {need.required}."
            raise GlmError(need.error_id, seen, hint=need.remedy, evidence=need.evidence)


def _need(need_id: str, name: str, ok: bool | None, seen: tuple[str, str, str], error_id: str) -> Need:
    status = "unknown" if ok is None else "pass" if ok else "fail"
    remedy = error_table()[error_id].action if status == "fail" else ""
    return Need(need_id, name, status, *seen, remedy, error_id if status == "fail" else "")


def _system(lock: Lock) -> Need:
    machine = platform.machine().lower()
    libc = " ".join(platform.libc_ver()).strip() or "no glibc"
    here = "win-64" if sys.platform == "win32" else "linux-64" if sys.platform == "linux" and libc.startswith("glibc") else sys.platform
    ok = machine in {"x86_64", "amd64"} and here == lock.platform
    required = "x86-64 Windows" if lock.platform == "win-64" else "x86-64 Linux with glibc"
    seen = (f"{platform.system()} {machine}, {libc}", required, "platform.machine(), platform.libc_ver()")
    return _need("system", "Operating system", ok, seen, "system-unsupported")


def _python(lock: Lock, python: Chosen) -> Need:
    observed = f"{python.implementation} {python.version}, {python.bits} bits"
    seen = (observed, "64-bit CPython " + ", ".join(lock.python_versions), python.path)
    ok = python.minor in lock.python_versions and python.implementation == "CPython" and python.bits == 64
    return _need("python", "Python", ok, seen, "python-unsuitable")


def _memory(lock: Lock) -> Need:
    required = float(lock.needs.get("memory_gib", 0))
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, ValueError, OSError):
        return _need("memory", "Memory", None, ("unknown", f"{required:g} GiB", "no sysconf here"), "memory-too-small")
    seen = (f"{total:.1f} GiB", f"{required:g} GiB", "sysconf SC_PHYS_PAGES")
    return _need("memory", "Memory", total >= required, seen, "memory-too-small")


def _disk(lock: Lock, root: Path, python: Chosen) -> Need:
    required = float(lock.needs.get("disk_gib", 0))
    place = root
    while not place.exists() and place != place.parent:
        place = place.parent
    if python.minor in lock.python_versions and is_complete(environment_folder(root, lock, python.minor)):
        required = 0.1  # What a former run of this profile made already lies there; each stage asks for the rest itself.
    free = shutil.disk_usage(place).free / 2**30
    return _need("disk", "Disk", free >= required, (f"{free:.1f} GiB free", f"{required:g} GiB", f"disk of {place}"), "disk-full")


def _root(root: Path) -> Need:
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=root, prefix=".probe-"):
            pass
        ok, observed = True, "writable"
    except OSError as error:
        ok, observed = False, f"{error.strerror or error}"
    return _need("root", "Root folder", ok, (observed, "a folder that may be written to", str(root)), "root-not-writable")


def facts() -> dict[str, Any]:
    """Facts about this machine for the report; nothing that names a person."""
    return {
        "system": platform.system(), "release": platform.release(), "machine": platform.machine(),
        "cpus": os.cpu_count(), "python": platform.python_version(),
    }  # fmt: skip
