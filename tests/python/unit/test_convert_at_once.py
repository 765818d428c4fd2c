"""Two conversions to one folder at the same time, as processes: one works, the other says so at once and damages nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from support import chatglm_checkpoint as small

from glm_deploy import artifact
from glm_deploy.errors import PROJECT_ROOT, exit_code

SOURCE_ROOT = PROJECT_ROOT / "python" / "src"
SLOW = """
import os, sys, time
from glm_deploy import cli
from glm_deploy.convert import stream
write = stream.write_weights
def waiting(*arguments):
    print(os.getpid(), flush=True)
    while not os.path.exists(sys.argv[1]):
        time.sleep(0.05)
    return write(*arguments)
stream.write_weights = waiting
sys.exit(cli.main(sys.argv[2:]))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return small.write(tmp_path / "source", small.SMALL, small.random_state(small.SMALL))


class AtWork(NamedTuple):
    """A conversion that waits with its folder half made until it is told to go on."""

    process: subprocess.Popen[bytes]
    pid: int
    go: Path

    def kill(self) -> None:
        """The program itself: a venv's python.exe on Windows is another one that started it."""
        os.kill(self.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


@contextmanager
def at_work(source: Path, out: Path, go: Path) -> Iterator[AtWork]:
    command = [sys.executable, "-c", SLOW, str(go), "convert", str(source), "--out", str(out)]
    child = subprocess.Popen(command, cwd=SOURCE_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert child.stdout is not None
        yield AtWork(child, int(child.stdout.readline()), go)
    finally:
        go.touch()
        child.communicate(timeout=240)
        go.unlink()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "glm_deploy", *arguments]
    return subprocess.run(command, cwd=SOURCE_ROOT, capture_output=True, text=True, timeout=240, check=False)


def test_the_second_command_and_the_verb_are_busy_and_the_first_ends_well(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"contract": 1, "verb": "convert", "source": str(source), "out": str(out)}))
    with at_work(source, out, tmp_path / "go") as first:
        second = run("convert", str(source), "--out", str(out))
        assert second.returncode == exit_code("busy"), second.stderr
        assert "Error id:       run-busy" in second.stderr
        assert str(out) in second.stderr
        third = run("run", str(request))
        assert (third.returncode, json.loads(third.stdout)["error"]["id"]) == (exit_code("busy"), "run-busy")
        first.go.touch()
        assert first.process.wait(240) == 0
    record = artifact.read(out)
    assert record is not None
    assert artifact.find_fault(out, record.key, thorough=True)[1] == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "request.json", "source"]


def test_a_killed_conversion_holds_nobody_up_and_leaves_nothing_behind_the_next(source: Path, tmp_path: Path) -> None:
    with at_work(source, tmp_path / "out", tmp_path / "go") as first:
        first.kill()
        assert first.process.wait(240) != 0
    again = run("convert", str(source), "--out", str(tmp_path / "out"))
    assert again.returncode == 0, again.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "source"]
