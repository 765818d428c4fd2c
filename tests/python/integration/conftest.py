"""One root for all integration tests, brought up by the true command; each test leaves it converged or repairs it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from support import launcher


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, launcher.Outcome]:
    """The root and the outcome of its very first run."""
    if sys.platform == "win32":
        pytest.skip("on Windows the main job runs through Deploy-GLM.ps1, see tests/python/windows")
    root = tmp_path_factory.mktemp("main") / "root"
    outcome = launcher.run(root)
    assert outcome.code == 0, outcome.text
    keep_wheels(root)
    return root, outcome


@pytest.fixture
def root(first_run: tuple[Path, launcher.Outcome]) -> Path:
    """The converged root."""
    return first_run[0]


def keep_wheels(root: Path) -> None:
    """Offer the downloaded wheels to later roots and later test runs, as an administrator's share would."""
    launcher.WHEELHOUSE.mkdir(parents=True, exist_ok=True)
    for wheel in (root / "cache" / "wheels").glob("*.whl"):
        target = launcher.WHEELHOUSE / wheel.name
        if not target.exists():
            try:
                os.link(wheel, target)
            except OSError:
                shutil.copy2(wheel, target)
