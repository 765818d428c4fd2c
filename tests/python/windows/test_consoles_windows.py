"""The PowerShell door where nobody looks: no console, no streams, no profile of a user, another code page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import odd_console, windows

pytestmark = pytest.mark.timeout(300)


def start(kind: str, command: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    python = [sys.executable] if os.name == "nt" else ["winpython"]
    helper = windows.native(Path(odd_console.__file__))
    return subprocess.run(
        [*python, helper, kind, *command], stdin=subprocess.DEVNULL, capture_output=True, timeout=200, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["detached", "hidden"])
def test_without_a_console_and_without_a_profile_the_result_is_the_same(kind: str, tmp_path: Path) -> None:
    command = windows.direct_command(tmp_path / "root", profile="no-such-profile")
    done = start(kind, [word for word in command if word != "-Json"])
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    (path,) = (tmp_path / "root" / "logs").glob("*/result.json")
    result = json.loads(path.read_text(encoding="utf-8-sig"))
    assert result["error"]["id"] == "lock-missing"
    assert int(done.stdout.split()[-1]) == result["exit_code"]


@pytest.mark.parametrize("page", ["936"])
def test_the_object_is_readable_in_every_code_page(page: str, tmp_path: Path) -> None:
    root = tmp_path / "\u6a21\u578b \u00fc"
    done = start(page, windows.direct_command(root, "-WhatIf"), GLM_TEST_OUTPUT=windows.native(tmp_path / "out.json"))
    if done.returncode == 3:
        pytest.skip(f"this system has no console code page {page}")
    result = json.loads((tmp_path / "out.json").read_bytes())
    assert result["root"] == windows.native(root)
    assert (result["verdict"], (tmp_path / "out.json.code").read_text(encoding="ascii")) == ("planned", "0")
