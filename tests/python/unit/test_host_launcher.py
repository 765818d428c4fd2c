"""The launcher where it cannot even begin: no home, no place for a log, somebody else's lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from glm_deploy.errors import PROJECT_ROOT, exit_code
from glm_deploy.host import gpu_needs, launcher, preflight
from glm_deploy.lock import load_lock, lock_path

DEPLOY = str(PROJECT_ROOT / "python" / "deploy.py")


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, DEPLOY, *arguments], capture_output=True, text=True, env=environment, check=False)


@pytest.mark.skipif(os.name == "nt", reason="Windows always has a profile folder")
@pytest.mark.parametrize(("words", "expected"), [(["--help"], "ok"), (["--profile", "demo", "--json"], "usage")])
def test_help_needs_no_home(words: list[str], expected: str) -> None:
    if os.getuid() != 0:
        pytest.skip("becoming somebody whom the system does not know needs root")
    # Without HOME Python asks the system for the account's folder.
    code = "import os, sys; from glm_deploy.host import launcher; os.setuid(54321); sys.exit(launcher.main(sys.argv[1:]))"
    where = {"PYTHONPATH": str(PROJECT_ROOT / "python" / "src")}
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, env=where, check=False)
    assert done.returncode == exit_code(expected), done.stderr
    if expected == "usage":
        assert json.loads(done.stdout)["error"]["message"].startswith("no home folder is known")


def test_the_home_of_nobody_is_a_usage_error() -> None:
    done = start("--profile", "demo", "--root", "~nosuchuser/x", "--json", **os.environ)
    if os.name == "nt":
        pytest.skip("Windows takes any name for a neighbour's folder")
    assert json.loads(done.stdout)["error"]["id"] == "usage"
    assert "~nosuchuser" in done.stderr


def test_where_no_log_can_be_written_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file" / "tmp"))
    code = launcher.main(["--profile", "demo", "--root", str(tmp_path / "file" / "root")])
    said = capsys.readouterr().err
    assert code == exit_code("root")
    assert "No log can be written" in said
    assert "What to do: " in said
    assert "Error id: root-not-writable" in said


def test_a_log_that_goes_elsewhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    words = ("--profile", "nosuch", "--root", str(tmp_path / "root"), "--log-path", str(tmp_path / "file"), "--json")
    done = start(*words, **os.environ)
    value = json.loads(done.stdout)
    assert value["error"]["id"] == "lock-missing"
    assert Path(value["error"]["log"]).parent.parent == tmp_path / "root" / "logs"
    assert f"cannot be written to {tmp_path / 'file'}" in done.stderr


def test_the_lock_of_another_profile_is_refused(tmp_path: Path) -> None:
    root = str(tmp_path / "root")
    for profile, path in (("[d]emo", None), ("nosuch", lock_path("demo", "linux-64"))):
        words = ["--profile", profile, "--root", root, "--json", "--what-if", *(["--lock-path", str(path)] if path else [])]
        error = json.loads(start(*words, **os.environ).stdout)["error"]
        assert error["id"] in {"lock-missing", "lock-invalid", "usage"}, error


@pytest.mark.parametrize(
    ("said", "code", "statuses"),
    [
        ("NVIDIA GeForce RTX 3090, 24576, 581.29\n", 0, {"gpu": "pass", "driver": "pass", "gpu-memory": "pass"}),
        ("NVIDIA GeForce RTX 3090, 24576, 470.00\n", 0, {"gpu": "pass", "driver": "fail", "gpu-memory": "pass"}),
        ("NVIDIA GeForce GT 710, 1024, 581.29\n", 0, {"gpu": "pass", "driver": "pass", "gpu-memory": "fail"}),
        ("Quadro, the old one, [N/A], 581.29\n", 0, {"gpu": "pass", "driver": "pass", "gpu-memory": "unknown"}),
        ("No devices were found\n", 0, {"gpu": "fail"}),
        ("\\377\\376 noise\n", 0, {"gpu": "unknown"}),
        ("Unable to determine the device handle\n", 15, {"gpu": "fail"}),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="stand-ins for a program are POSIX scripts here")
def test_what_nvidia_smi_says_is_compared(
    said: str, code: int, statuses: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\nprintf '{said}'\nexit {code}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    found = gpu_needs.find_gpu_needs(load_lock(lock_path("rtx3090", "linux-64")))
    assert {need.id: need.status for need in (preflight._need(*finding) for finding in found)} == statuses
