"""What all Python tests share: the code and the helpers in ``support`` on the path, and a server that misbehaves."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for place in (HERE, HERE.parents[1] / "python" / "src"):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

from support.faultserver import FaultServer  # noqa: E402 - the path was just made.


def pytest_configure() -> None:
    """A suite started in the background is started with Ctrl-C ignored, and so would be every program that it tries Ctrl-C on."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A local HTTP server whose answers the test scripts."""
    with FaultServer() as running:
        yield running


SLOW_ON_WINDOWS = (
    "proof/", "test_models_", "test_convert_v1", "test_convert_ptuning", "test_convert_at_once", "test_commands_piped", "test_tokenizers_",
    "test_demo_", "test_locking",
)  # fmt: skip
"""Files that compute much and depend on the system little. The main job runs the same code under Windows anyway."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the slow ones out where Windows programs run through a translation layer, and say so."""
    if os.environ.get("GLM_WINDOWS_ON_LINUX") != "1":
        return
    reason = "computes much and depends on the system little; run on Linux and on real Windows"
    for item in items:
        place = item.path.as_posix()
        if any(f"/{name}" in place for name in SLOW_ON_WINDOWS):
            item.add_marker(pytest.mark.skip(reason=reason))
