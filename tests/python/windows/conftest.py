"""One root for the tests of the PowerShell door, brought up by the true command."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import launcher, windows


@pytest.fixture(scope="session", autouse=True)
def windows_is_up() -> Iterator[None]:
    """Keeps a Linux machine's Windows host up. It ends seconds after its last program, and a program was seen to end without a word,
    code 1, when it was the first after another suite."""
    if os.name == "nt":
        yield
        return
    command = ["winpython", "-c", "import sys; print('up', flush=True); sys.stdin.read()"]
    for _ in range(3):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as host:
            assert host.stdin is not None
            assert host.stdout is not None
            if host.stdout.readline().strip() == b"up":
                yield
                host.stdin.close()
                return
    pytest.fail("the Windows host does not start")


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, launcher.Outcome]:
    """The root and the outcome of its very first run."""
    root = tmp_path_factory.mktemp("win") / "root"
    outcome = windows.run(root, "-EnvironmentProvider", "venv")
    assert outcome.code == 0, (outcome.result, outcome.text)
    windows.WHEELHOUSE.mkdir(parents=True, exist_ok=True)
    for wheel in (root / "cache" / "wheels").glob("*.whl"):
        if not (windows.WHEELHOUSE / wheel.name).exists():
            try:
                os.link(wheel, windows.WHEELHOUSE / wheel.name)
            except OSError:
                shutil.copy2(wheel, windows.WHEELHOUSE / wheel.name)
    return root, outcome


@pytest.fixture
def root(first_run: tuple[Path, launcher.Outcome]) -> Path:
    """The converged root."""
    return first_run[0]
