"""``-EnvironmentProvider micromamba``: a real conda environment from a local channel, brought to its poems.

The stand-in for micromamba and its channel belong to the Windows host of a Linux machine; their addresses and hashes stand in a lock of
this test, the product's own locks name the real ones.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support import windows

from glm_deploy import files
from glm_deploy.errors import PROJECT_ROOT

CONDA = Path(shutil.which("winrun") or "/nowhere").resolve().parents[1] / "conda"
pytestmark = [
    pytest.mark.skipif(not (CONDA / "channel").is_dir(), reason="the local conda channel of the Windows host is not here"),
    pytest.mark.timeout(1500),
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Requests are of no interest."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(CONDA))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as service:
        thread = threading.Thread(target=service.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{service.server_port}"
        service.shutdown()
        thread.join()


def conda_section(address: str) -> dict[str, Any]:
    tool = CONDA / "micromamba-win-64.exe"
    packages = []
    for line in (CONDA / "explicit-win-64.txt").read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r".*/(win-64|noarch)/((.+)-([^-]+)-([^-]+)\.conda)#(?:sha256:)?([0-9a-f]{64})", line.strip())
        if match:
            subdir, file, name, version, build, sha256 = match.groups()
            size = (CONDA / "channel" / subdir / file).stat().st_size
            named = {"name": name, "version": version, "build": build, "subdir": subdir}
            packages.append({**named, "file": file, "size": size, "sha256": sha256})
    assert len(packages) == 5
    micromamba = {"version": "0-stand-in", "file": tool.name, "size": tool.stat().st_size, "sha256": files.sha256_file(tool)}
    return {
        "micromamba": {**micromamba, "urls": [f"{address}/{tool.name}"]},
        "channel": {"name": "local", "urls": [f"{address}/channel"]}, "packages": packages,
    }  # fmt: skip


def lock_of(tmp_path: Path, address: str) -> Path:
    lock = json.loads((PROJECT_ROOT / "manifests" / "locks" / "demo.win-64.json").read_text(encoding="utf-8"))
    path = tmp_path / "demo.win-64.json"
    files.write_json(path, {**lock, "conda": conda_section(address)})
    return path


def test_a_conda_environment_recites_and_is_left_alone_the_second_time(server: str, tmp_path: Path) -> None:
    arguments = ("-EnvironmentProvider", "micromamba", "-LockPath", windows.native(lock_of(tmp_path, server)))
    root = tmp_path / "root"
    first = windows.run(root, *arguments)
    assert first.code == 0, (first.result, first.text)
    current = json.loads((root / "current.json").read_text(encoding="utf-8"))
    environment = windows.local(current["environment"])
    assert (environment / "conda-meta" / "history").exists()
    assert (environment / "python.exe").exists()
    assert len(list((environment / "conda-meta").glob("*.json"))) == 5
    measurements = json.loads((windows.local(current["smoke"]) / "measurements.json").read_text(encoding="utf-8"))
    assert measurements["verdict"] == "pass"
    second = windows.run(root, *arguments)
    assert second.worked() == set()


def test_a_changed_conda_package_is_refused(server: str, tmp_path: Path) -> None:
    path = lock_of(tmp_path, server)
    lock = json.loads(path.read_text(encoding="utf-8"))
    lock["conda"]["packages"][0]["sha256"] = "0" * 64
    files.write_json(path, lock)
    root = tmp_path / "root"
    outcome = windows.run(root, "-EnvironmentProvider", "micromamba", "-LockPath", windows.native(path))
    assert outcome.result["error"]["id"] == "hash-mismatch"
    assert not list((root / "envs").glob("*/python.exe"))
