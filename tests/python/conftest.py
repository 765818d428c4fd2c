"""What all Python tests share: the code and the helpers in ``support`` on the path, and a server that misbehaves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
for place in (HERE, HERE.parents[1] / "python" / "src"):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

from support.faultserver import FaultServer  # noqa: E402 - the path was just made.


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A local HTTP server whose answers the test scripts."""
    with FaultServer() as running:
        yield running
