"""uv, the pinned installer: unpacked from its proved wheel and run offline on the wheelhouse. Standard library only."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from glm_deploy import events, files
from glm_deploy.errors import GlmError, says_full
from glm_deploy.lock import Package
from glm_deploy.lock_reader import normalize
from glm_deploy.netconfig import scrub
from glm_deploy.retry import RetryPolicy, TransientError, call

TAIL_LINES = 20
_BUSY_SIGNS = ("os error 32", "os error 33", "being used by another process", "os error 16", "resource busy")
# A venv on Windows tells its interpreter by the last of these which environment it is; a child must not believe it is the same.
_DROPPED = ("UV_", "PIP_", "PYTHON", "CONDA", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


def unpack_uv(wheels: Path, packages: Sequence[Package], root: Path) -> Path:
    """uv's program, taken out of its wheel into ``<root>/cache/tools/uv-<version>``; what lies there is proved by its hash.

    Raises: GlmError ``installer-missing`` when the lock has no uv or its wheel no program.
    """
    pinned = next((package for package in packages if normalize(package.name) == "uv"), None)
    if pinned is None:
        raise GlmError("installer-missing", "The lock names no uv wheel.")
    name = "uv.exe" if os.name == "nt" else "uv"
    target = root / "cache" / "tools" / f"uv-{pinned.version}"
    with zipfile.ZipFile(wheels / pinned.file) as archive:
        member, expected = _program(archive, name, pinned)
        program = target / name
        if program.is_file() and _encoded(program.read_bytes()) == expected:
            return program
        data = archive.read(member)
    if _encoded(data) != expected:
        raise GlmError("installer-missing", f"{name} in {pinned.file} is not what the wheel's RECORD says.")
    with files.building(target) as folder:
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o755)
    return program


def _program(archive: zipfile.ZipFile, name: str, pinned: Package) -> tuple[str, str]:
    """The member that is uv's program, and its hash by the wheel's RECORD."""
    names = archive.namelist()
    member = next((one for one in names if one.endswith(f".data/scripts/{name}")), None)
    record = next((one for one in names if one.endswith(".dist-info/RECORD")), None)
    if member and record:
        for row in csv.reader(io.StringIO(archive.read(record).decode("utf-8"))):
            if row and row[0] == member and row[1].startswith("sha256="):
                return member, row[1][7:]
    raise GlmError("installer-missing", f"{pinned.file} holds no {name} with a recorded hash.")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode("ascii")


def install(uv: Path, python: Path, packages: Sequence[Package], wheels: Path, site: Path, policy: RetryPolicy) -> None:
    """Install exactly these packages from the wheelhouse: offline, no resolver, hashes required.

    uv's cache lives in a folder of its own for this one call. Its files are then hard-linked into the environment, which costs no
    copying; with the folder gone they belong to the environment alone, so a changed file there can never come back from a cache.
    Raises: GlmError ``packages-install-failed`` with uv's last lines, or ``disk-full``.
    """
    work = wheels.parent / "uv-work"
    files.remove_tree(work)
    work.mkdir(parents=True)
    try:
        requirements = work / "requirements.txt"
        lines = [f"{package.name}=={package.version} --hash=sha256:{package.sha256}" for package in packages]
        requirements.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [
            str(uv), "pip", "install", "--python", str(python), "--offline", "--no-index",
            "--find-links", wheels.absolute().as_uri(),  # uv splits a folder's name at commas and ends it at a #.
            "--no-deps", "--require-hashes", "--only-binary", ":all:", "--reinstall", "--link-mode", "hardlink", "--no-config",
            "--no-progress", "--color", "never", "--break-system-packages", "-r", str(requirements),
        ]  # fmt: skip
        environ = clean_environ(os.environ, work / "cache")
        call(lambda: _run(command, environ, work / "uv.log", site, len(packages)), policy, "install packages")
    finally:
        files.remove_tree(work)


def clean_environ(environ: Mapping[str, str], cache: Path) -> dict[str, str]:
    """The environment of uv: nothing of the user's uv, pip, conda or Python settings reaches it."""
    kept = {key: value for key, value in environ.items() if not key.upper().startswith(_DROPPED)}
    return kept | {"UV_CACHE_DIR": str(cache), "UV_NO_CONFIG": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_OFFLINE": "1"}


def _run(command: list[str], environ: dict[str, str], log: Path, site: Path, total: int) -> None:
    """One call of uv, with progress by the packages that are there."""
    meter = events.Progress("install packages", total, "packages")
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=environ)
        try:
            while True:
                try:
                    process.wait(timeout=1.0)
                    break
                except subprocess.TimeoutExpired:
                    meter.at(min(total, _count(site)))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    lines = [scrub(line) for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    for line in lines[-200:]:
        events.emit("debug", line)
    if process.returncode == 0:
        meter.at(total)
        return
    tail = lines[-TAIL_LINES:]
    text = "\n".join(tail).lower()
    if says_full(text):
        raise GlmError("disk-full", f"The disk is full while installing packages into {site}.", path=str(site), lines=tail)
    told = [line.strip() for line in tail if line.lstrip().startswith(("error", "×", "Caused by"))] or tail[-1:] or ["it said nothing"]
    message = f"uv ended with {process.returncode}: {told[0][:300]}"
    error = GlmError("packages-install-failed", message, code=process.returncode, lines=tail)
    if any(sign in text for sign in _BUSY_SIGNS):
        raise TransientError(error)
    raise error


def _count(site: Path) -> int:
    """How many packages lie in the environment by now."""
    return sum(1 for _ in site.glob("*.dist-info"))
