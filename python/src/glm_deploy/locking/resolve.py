"""Resolving with uv: requirements in, the one best wheel of each package out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from glm_deploy import files
from glm_deploy.errors import GlmError
from glm_deploy.locking.targets import Target
from glm_deploy.netconfig import scrub

_UNREACHABLE = ("error sending request", "dns error", "Failed to fetch", "Request failed", "Could not connect", "timed out")
_TIME_LIMIT_S = 600.0
_WHERE = re.compile(r"UV_((DEFAULT_|EXTRA_)?INDEX.*|FIND_LINKS|HTTP_.*|CACHE_DIR|NATIVE_TLS|SYSTEM_CERTS|KEYRING_PROVIDER|OFFLINE)")
"""Settings of the user's that say where and how to look; those that say what to take (UV_RESOLUTION, say) would change the lock."""


@dataclass(frozen=True)
class Wheel:
    """One pinned wheel, as the lock holds it. ``size`` in bytes, None where nobody states it; ``index`` names an index of the stack."""

    name: str
    version: str
    file: str
    size: int | None
    sha256: str
    index: str

    def as_dict(self) -> dict[str, Any]:
        """The lock's row."""
        return asdict(self)


@dataclass(frozen=True)
class Sources:
    """Where uv looks, as environment variables for it (``UV_DEFAULT_INDEX``, ``UV_FIND_LINKS``, ...); its repr hides passwords."""

    variables: Mapping[str, str] = field(default_factory=dict, repr=False)


def find_uv(version: str) -> str:
    """The uv program of exactly this version.

    Raises: GlmError ``locking-uv`` with what was found.
    """
    try:
        import uv
    except ModuleNotFoundError as error:
        raise GlmError("locking-uv", "Python cannot find the package uv.", hint=f"pip install uv=={version}") from error
    program = uv.find_uv_bin()
    seen = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout.split()
    if len(seen) < 2 or seen[1] != version:
        found = seen[1] if len(seen) > 1 else "unknown"
        raise GlmError("locking-uv", f"uv is version {found}, the stack pins {version}.", hint=f"pip install uv=={version}", found=found)
    return program


@dataclass(frozen=True)
class Question:
    """What is asked of uv.

    requirements: PEP 508 lines, every direct one an exact pin; absent: packages to leave out wherever they are asked for (torch,
    where its wheel is pinned by hand); before: only files uploaded before this time (RFC 3339) count; kept: versions by name that
    are taken wherever they still fit, for an index may show a file days after the time it states.
    """

    requirements: Sequence[str]
    absent: Sequence[str]
    before: str
    kept: Mapping[str, str] = field(default_factory=dict)


def resolve(question: Question, target: Target, uv: str, sources: Sources) -> list[Wheel]:
    """The closure of a question's requirements on a target, by name; each package's best wheel. ``uv``: the program.

    Raises: GlmError ``locking-index``, ``locking-resolve`` or ``locking-hash``.
    """
    with tempfile.TemporaryDirectory(prefix="glm-lock-") as name:
        folder = Path(name)
        (folder / "requirements.in").write_text("".join(f"{line}\n" for line in question.requirements), encoding="utf-8")
        absent = "".join(f"{package} ; sys_platform == 'absent'\n" for package in question.absent)
        (folder / "absent.txt").write_text(absent, encoding="utf-8")
        if question.kept:
            (folder / "pylock.toml").write_text(_preferences(question.kept), encoding="utf-8")
        _run_uv(_command(uv, target, question.before), folder, target, sources)
        found = tomllib.loads((folder / "pylock.toml").read_text(encoding="utf-8"))
        wheels = [_wheel(row, target, folder) for row in found["packages"] if target.accepts(row.get("marker"))]
    return sorted((wheel for wheel in wheels if wheel.name not in question.absent), key=lambda wheel: wheel.name)


def _preferences(kept: Mapping[str, str]) -> str:
    """An earlier result as uv looks for it in its output file, reduced to what it goes by."""
    rows = [f"[[packages]]\nname = {json.dumps(name)}\nversion = {json.dumps(version)}\n" for name, version in sorted(kept.items())]
    return "".join(['lock-version = "1.0"\ncreated-by = "glm-deploy"\n', *rows])


def _command(uv: str, target: Target, before: str) -> list[str]:
    return [
        uv, "pip", "compile", "requirements.in", "--override", "absent.txt", "--python-version", target.minor,
        "--python-platform", target.uv_platform, "--only-binary", ":all:", "--exclude-newer", before,
        "--format", "pylock.toml", "--output-file", "pylock.toml", "--no-header", "--no-config", "--no-progress", "--color", "never",
    ]  # fmt: skip


def _run_uv(command: list[str], folder: Path, target: Target, sources: Sources) -> None:
    # Another Python is never needed to resolve wheels; without this uv would try to download one.
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith("UV_") or _WHERE.fullmatch(key.upper())}
    environment = {**kept, **sources.variables, "UV_PYTHON_DOWNLOADS": "never"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", errors="replace",
            timeout=_TIME_LIMIT_S, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise GlmError("locking-index", f"uv did not resolve within {_TIME_LIMIT_S:.0f} s.") from error
    if done.returncode == 0:
        return
    text = scrub(done.stderr).strip()
    where = f"{target.platform}, Python {target.minor}"
    if any(sign in text for sign in _UNREACHABLE):
        raise GlmError("locking-index", f"uv cannot reach the package index for {where}: {_last(text)}", output=text[-2000:])
    if "missing an upload date" in text:
        hint = "Lock against an index that states upload times (PEP 700); installing needs none."
        raise GlmError("locking-index", f"The package index states no upload times, so {where} cannot be resolved repeatably.", hint=hint)
    raise GlmError("locking-resolve", f"uv cannot resolve {where} (exit {done.returncode}): {_last(text)}", output=text[-2000:])


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("warning:")]
    return " ".join(lines[-3:])[:400] or "no message."


def _wheel(row: dict[str, Any], target: Target, folder: Path) -> Wheel:
    """The best wheel of a resolved package; equal fits by file name, so that the result never depends on an index's order."""
    ranked = []
    for wheel in row.get("wheels", []):
        place = wheel.get("url") or wheel.get("path") or ""
        file = str(wheel.get("name") or unquote(urlsplit(place).path).replace("\\", "/").rsplit("/", 1)[-1])
        rank = target.rank(file)
        if rank is not None:
            ranked.append((rank, file, wheel))
    name = f"{row['name']} {row.get('version', '')}".strip()
    if not ranked:
        raise GlmError("locking-resolve", f"{name} has no wheel for {target.platform} with Python {target.minor}.", package=row["name"])
    _, file, best = min(ranked, key=lambda item: item[:2])
    size, sha256 = best.get("size"), best.get("hashes", {}).get("sha256")
    local = _local(best, folder)
    if local is not None:
        size, sha256 = local.stat().st_size, files.sha256_file(local)
    if not sha256:
        raise GlmError("locking-hash", f"The index states no SHA-256 for {file}.", file=file)
    return Wheel(row["name"], str(row["version"]), file, size, str(sha256).lower(), "pypi")


def _local(wheel: dict[str, Any], folder: Path) -> Path | None:
    """A wheel that lies in a folder (find-links) is hashed and measured here."""
    if "path" in wheel:
        path = folder / str(wheel["path"])
    elif str(wheel.get("url", "")).startswith("file://"):
        path = Path(url2pathname(urlsplit(wheel["url"]).path))
    else:
        return None
    return path if path.is_file() else None
