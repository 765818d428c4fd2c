"""Small real wheels, a wheel around this machine's uv, and locks over them."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def build(folder: Path, name: str, version: str, files: dict[str, bytes]) -> dict[str, Any]:
    """Write a wheel; returns its lock entry."""
    info = f"{name}-{version}.dist-info"
    members = dict(files)
    members[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    members[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(f"{member},sha256={_encoded(data)},{len(data)}\n" for member, data in members.items()) + f"{info}/RECORD,,\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in {**members, f"{info}/RECORD": record.encode()}.items():
            archive.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), data)
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return {"name": name, "version": version, "file": path.name, "size": len(data), "sha256": digest, "index": "pypi"}


def find_uv() -> Path | None:
    """uv beside this Python or on PATH."""
    beside = Path(sys.executable).parent / ("uv.exe" if sys.platform == "win32" else "uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    return Path(found) if found else None


def build_uv(folder: Path, uv: Path) -> dict[str, Any]:
    """A wheel around a uv program."""
    return build(folder, "uv", "9.9.9", {f"uv-9.9.9.data/scripts/{uv.name}": uv.read_bytes()})


def write_lock(path: Path, packages: list[dict[str, Any]], **changes: Any) -> Path:
    """A lock over these packages for the running Python."""
    lock = {
        "schema": 1, "profile": "test", "platform": "win-64" if sys.platform == "win32" else "linux-64", "generated_by": {}, "inputs": [],
        "python": {"implementation": "cpython", "versions": [MINOR]}, "conda": None, "indexes": {"pypi": {"url": None}},
        "packages": {MINOR: packages}, "stack": {}, "needs": {}, "artefacts": [], "generation": {}, "smoke": {}, "limits_s": {},
        "model": {
            "name": "m", "family": "f", "repo": None, "revision": "r", "licence": None, "files": [],
            "source": {"kind": "folder", "path": "m"},
        },
        "retry": {"attempts": 2, "base_s": 0.01, "stall_s": 5},
    }  # fmt: skip
    path.write_text(json.dumps(lock | changes), encoding="utf-8")
    return path
