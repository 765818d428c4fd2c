"""The verb ``packages``: wheels into the wheelhouse, uv's installation, the environment's record. Standard library only.

Runs in the environment's own bare Python; ``install_packages`` is the same for callers in that process.
"""

from __future__ import annotations

import platform
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_deploy import events, files
from glm_deploy.contract import require
from glm_deploy.environment_record import find_environment_fault, site_packages, write_record
from glm_deploy.errors import PROJECT_ROOT, GlmError, disk_errors
from glm_deploy.installer import install, unpack_uv
from glm_deploy.lock import Lock, current_platform, load_lock
from glm_deploy.wheelhouse import Options, ensure_wheels


@dataclass(frozen=True)
class Summary:
    """What the verb did: packages installed (0 when the environment was right already), bytes brought, the environment's key."""

    installed: int
    downloaded_bytes: int
    copied_bytes: int
    environment_key: str
    seconds: dict[str, float]


def install_packages(lock: Lock, root: Path, environment: Path, python: Path, options: Options | None = None) -> Summary:
    """Make ``environment`` hold exactly the lock's packages and record it; nothing happens when it already does.

    Args:
        python: the environment's interpreter, of the same minor version as the running one.
    Raises: GlmError ``python-unsuitable``, ``packages-install-failed``, those of ``wheelhouse.ensure_wheels``, ``disk-full``.
    """
    minor = check_python(lock)
    began = time.monotonic()
    key = lock.environment_key(minor)
    fault = find_environment_fault(environment, lock)
    if not fault:
        return Summary(0, 0, 0, key, {"check": round(time.monotonic() - began, 3)})
    pinned = lock.packages_for(minor)
    events.info(f"{len(pinned)} packages to install: {fault}")
    wheels = ensure_wheels(lock, minor, root, options)
    brought = time.monotonic()
    total = sum(path.stat().st_size for path in wheels.paths)
    files.require_space(environment, int(total * 3.5), "the unpacked packages")
    uv = unpack_uv(wheels.folder, pinned, root)
    install(uv, python, pinned, wheels.folder, site_packages(environment, minor), lock.retry)
    add_entry_points(environment, python, minor)
    installed = time.monotonic()
    write_record(environment, lock, minor)
    seconds = {"wheels": brought - began, "install": installed - brought, "record": time.monotonic() - installed}
    rounded = {name: round(value, 3) for name, value in seconds.items()}
    return Summary(len(pinned), wheels.downloaded, wheels.copied, key, rounded)


def check_python(lock: Lock) -> str:
    """The running Python's minor version, when the lock's wheels suit it.

    Raises: GlmError ``python-unsuitable`` with what was seen.
    """
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}"
    lock.packages_for(minor)
    problem = ""
    if platform.python_implementation() != "CPython":
        problem = f"it is {platform.python_implementation()}, not CPython"
    elif sys.maxsize < 2**32:
        problem = "it is a 32-bit Python"
    elif sysconfig.get_config_var("Py_GIL_DISABLED"):
        problem = "it is a free-threaded build"
    elif sys.platform == "linux" and platform.libc_ver()[0] != "glibc":
        problem = f"its C library is {platform.libc_ver()[0] or 'not glibc (musl?)'}"
    elif lock.platform != current_platform():
        problem = f"it is {current_platform()}, the lock is for {lock.platform}"
    if problem:
        raise GlmError("python-unsuitable", f"The Python {sys.executable} cannot take the pinned packages: {problem}.", python=minor)
    return minor


def add_entry_points(environment: Path, python: Path, minor: str) -> None:
    """Let people use the code with the environment's Python, and call ``glm-deploy`` from it.

    The path stands in the ``.pth`` file as ASCII code, because Pythons before 3.13 read that file in the machine's code page.
    """
    source = PROJECT_ROOT / "python" / "src"
    line = f"import sys; sys.path.append({str(source)!a})\n"
    (site_packages(environment, minor) / "glm_deploy.pth").write_text(line, encoding="ascii", newline="\n")
    if sys.platform == "win32":
        scripts = environment / "Scripts"
        scripts.mkdir(exist_ok=True)
        relative = "python.exe" if python.parent == scripts else f"..\\{python.name}"
        (scripts / "glm-deploy.cmd").write_text(f'@"%~dp0{relative}" -X utf8 -m glm_deploy %*\n', encoding="ascii", newline="\r\n")
        return
    command = environment / "bin" / "glm-deploy"
    text = '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -X utf8 -m glm_deploy "$@"\n'
    command.write_text(text, encoding="ascii", newline="\n")
    command.chmod(0o755)


def _check_home(environment: Path) -> None:
    """Refuse to install into somebody else's environment: an interpreter that was copied, or made from another venv's, may belong to
    one without knowing."""
    if not environment.is_dir() or not environment.samefile(sys.prefix):
        message = f"The Python {sys.executable} belongs to {sys.prefix}, not to {environment}."
        raise GlmError("python-unsuitable", message, prefix=sys.prefix, environment=str(environment))


def run_verb(request: dict[str, Any]) -> dict[str, Any]:
    """Contract verb ``packages``: ``{root, lock, environment, options: {offline, find_links, index_url}}``."""
    lock = load_lock(Path(require(request, "lock", str)))
    root, environment = Path(require(request, "root", str)), Path(require(request, "environment", str))
    raw = request.get("options") or {}
    links = raw.get("find_links") or []
    if not isinstance(raw, dict) or not isinstance(links, list) or not all(isinstance(link, str) for link in links):
        raise GlmError("request-invalid", f"The request's options are {raw!r}.", verb="packages")
    options = Options(bool(raw.get("offline")), tuple(links), raw.get("index_url") or None)
    _check_home(environment)
    with disk_errors(f"in {environment}"):
        summary = install_packages(lock, root, environment, Path(sys.executable), options)
    return {
        "installed": summary.installed, "downloaded_bytes": summary.downloaded_bytes, "copied_bytes": summary.copied_bytes,
        "environment_key": summary.environment_key, "seconds": summary.seconds,
    }  # fmt: skip
