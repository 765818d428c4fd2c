"""The environment's record: what was installed and what every file looked like; the check of each run. Standard library only.

``environment.json`` is written last. The folders of byte code are left out, for Python makes them as it runs.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import dataclasses
import hashlib
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glm_deploy import events, files
from glm_deploy.errors import GlmError
from glm_deploy.listing import RECORD_NAME, Stamp, files_of
from glm_deploy.lock import Lock
from glm_deploy.lock_reader import normalize, same_version

SCHEMA = 2
_BOOTSTRAP = {"pip", "setuptools", "wheel"}
_DIST_INFO = re.compile(r"(.+)-([^-]+)\.dist-info", re.IGNORECASE)


@dataclass(frozen=True)
class EnvironmentRecord:
    """What ``environment.json`` says. ``files``: POSIX name to stamp; ``own``: SHA-256 (base64) or link target of the files that no
    package's RECORD names; ``provided``: packages that came with the Python itself."""

    key: str
    python: str
    packages: dict[str, str]
    provided: dict[str, str]
    files: dict[str, Stamp]
    own: dict[str, str]


def site_packages(environment: Path, minor: str) -> Path:
    """Where packages lie, by the layout of conda and venv on Windows, of both elsewhere."""
    return environment / "Lib" / "site-packages" if os.name == "nt" else environment / "lib" / f"python{minor}" / "site-packages"


def write_record(environment: Path, lock: Lock, minor: str) -> EnvironmentRecord:
    """Record a finished environment.

    Raises: GlmError ``packages-install-failed`` when the installed packages are not the lock's.
    """
    (environment / RECORD_NAME).unlink(missing_ok=True)
    wanted = {normalize(package.name): package.version for package in lock.packages_for(minor)}
    installed, provided = _distributions(site_packages(environment, minor))
    for name, version in wanted.items():
        if not same_version(installed.get(name, ""), version):
            seen = installed.get(name, "not installed")
            raise GlmError("packages-install-failed", f"{name} is {seen} after the installation, pinned is {version}.", package=name)
    strangers = set(installed) - set(wanted) - provided
    if strangers:
        names = ", ".join(sorted(strangers)[:5])
        raise GlmError("packages-install-failed", f"The environment has packages that the lock does not name: {names}.")
    extra = {name: installed[name] for name in sorted(provided - set(wanted))}
    found = dict(sorted(files_of(environment).items()))
    packaged = _recorded_hashes(environment, site_packages(environment, minor))
    own = {name: _content(environment / name) for name in found if name not in packaged}
    record = EnvironmentRecord(lock.environment_key(minor), minor, wanted, extra, found, own)
    files.write_json(environment / RECORD_NAME, _as_json(record))
    return record


def _as_json(record: EnvironmentRecord) -> dict[str, Any]:
    head = {"schema": SCHEMA, "key": record.key, "python": record.python, "packages": record.packages, "provided": record.provided}
    # One line a file, not six: with twenty thousand files that halves the time to read it.
    lines = [f"{size} {modified} {changed} {name}" for name, (size, modified, changed) in record.files.items()]
    return head | {"files": lines, "own": record.own}


def read_record(environment: Path) -> EnvironmentRecord | None:
    """The record; None where there is none or it cannot be read."""
    try:
        raw = files.read_record(environment / RECORD_NAME)
        if raw["schema"] != SCHEMA:
            return None
        found: dict[str, Stamp] = {}
        for line in raw["files"]:
            size, modified, changed, name = line.split(" ", 3)
            found[name] = (int(size), int(modified), int(changed))
        packages, provided, own = (dict(raw[key]) for key in ("packages", "provided", "own"))
        return EnvironmentRecord(str(raw["key"]), str(raw["python"]), packages, provided, found, own)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def find_environment_fault(environment: Path, lock: Lock, *, thorough: bool = False) -> str:
    """Compare an environment with its record and the lock: every file's presence, size and times; what has other times is hashed.

    Args:
        thorough: hash every file.
    Returns: ``""`` when all is well, else the first fault in words, naming the file or package.
    """
    record = read_record(environment)
    if record is not None and (record.python not in lock.packages or record.key != lock.environment_key(record.python)):
        return "it was made from other pinned packages"
    return find_recorded_fault(environment, record, thorough=thorough)


def find_recorded_fault(environment: Path, record: EnvironmentRecord | None = None, *, thorough: bool = False) -> str:
    """The same without a lock, for an environment whose lock has moved on: only its own record is asked."""
    record = record or read_record(environment)
    if record is None:
        return "it is not finished, or its record is missing or damaged"
    seen = files_of(environment)
    missing, strange = record.files.keys() - seen.keys(), seen.keys() - record.files.keys()
    if fault := _package_fault(missing, strange):
        return fault
    if missing:
        return f"{min(missing)} is missing"
    if strange:
        return f"{min(strange)} does not belong to it"
    changed = [name for name, stamp in record.files.items() if seen[name] != stamp]
    for name in changed:
        if seen[name][0] != record.files[name][0]:
            return f"{name} has {seen[name][0]} bytes, recorded are {record.files[name][0]}"
    fault = _hash_fault(environment, record, sorted(record.files) if thorough else changed)
    if changed and not fault:  # Restored or chowned, say: with the new times the next run need not hash it again.
        with contextlib.suppress(OSError):  # A disk that is full or read-only only means that it must.
            files.write_json(environment / RECORD_NAME, _as_json(dataclasses.replace(record, files=seen)))
    return fault


def forget_byte_code(root: str | Path | None) -> None:
    """Remove the compiled modules below a root. They stand in no record and are made again at the next import, so they go whenever a
    failure may be theirs, and when everything is to be checked; never those of another place."""
    folder = Path(root) / "cache" / "pycache" if root else None
    if folder and sys.pycache_prefix and Path(sys.pycache_prefix) == folder:
        with contextlib.suppress(OSError):  # On Windows somebody may read one just now; the rest is gone all the same.
            files.remove_tree(folder)


def _package_fault(missing: set[str], strange: set[str]) -> str:
    """The fault in terms of packages, where a whole one came or went."""
    for names, what in ((missing, "is no longer installed"), (strange, "was installed by somebody else")):
        for name in sorted(names):
            parts = name.split("/")
            if parts[-1] == "METADATA" and len(parts) > 1 and (found := _DIST_INFO.fullmatch(parts[-2])):
                return f"the package {found.group(1)} {found.group(2)} {what}"
    return ""


def _distributions(site: Path) -> tuple[dict[str, str], set[str]]:
    """Installed packages with their versions, and which of them came with the Python (from conda, or pip and its kin)."""
    installed: dict[str, str] = {}
    provided: set[str] = set()
    for entry in site.iterdir() if site.is_dir() else []:
        match = _DIST_INFO.fullmatch(entry.name)
        if not match or not (entry / "METADATA").is_file():
            continue
        name = normalize(match.group(1))
        installed[name] = match.group(2)
        installer = entry / "INSTALLER"
        by_conda = installer.is_file() and installer.read_text(encoding="utf-8", errors="replace").strip() == "conda"
        if by_conda or name in _BOOTSTRAP:
            provided.add(name)
    return installed, provided


def _hash_fault(environment: Path, record: EnvironmentRecord, names: list[str]) -> str:
    """Compare the content of files with the packages' RECORDs, or with our own record where no package names them."""
    if not names:
        return ""
    expected = record.own | _recorded_hashes(environment, site_packages(environment, record.python))
    meter = events.Progress("hash the environment's files", len(names), "files")
    for name in names:
        meter.add(1)
        if _content(environment / name) != expected.get(name):
            return f"{name} changed since it was {'recorded' if name in record.own else 'installed'}"
    return ""


def _recorded_hashes(environment: Path, site: Path) -> dict[str, str]:
    """Name below the environment to the SHA-256 (base64, as RECORD has it) of every packaged file."""
    found: dict[str, str] = {}
    base = os.path.normpath(environment)
    for record in site.glob("*.dist-info/RECORD"):
        with record.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                if len(row) > 1 and row[1].startswith("sha256="):
                    path = os.path.normpath(os.path.join(site, row[0]))
                    if path.startswith(base + os.sep):
                        found[path[len(base) + 1 :].replace(os.sep, "/")] = row[1][7:]
    return found


def _content(path: Path) -> str:
    """What a file holds: the SHA-256 (base64, as RECORD has it) of its bytes, or where a link leads."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return f"-> {path.readlink()}"
    if not stat.S_ISREG(status.st_mode):  # Reading a pipe would wait for ever.
        return "no plain file"
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(files.CHUNK):
            digest.update(chunk)
    return base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode("ascii")
