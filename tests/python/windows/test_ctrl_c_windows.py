"""Ctrl-C at the PowerShell door: a real console event, in the middle of the model half."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support import launcher, press_ctrl_c, windows

from glm_deploy.errors import exit_table

VENV = ("-EnvironmentProvider", "venv")
pytestmark = pytest.mark.timeout(1500)  # The first run stands in the fixture.


def press(tmp_path: Path, mark: Path, command: list[str]) -> tuple[int, bytes]:
    """Run a command, press Ctrl-C when ``mark`` appears; its exit code and its standard output."""
    out, err = tmp_path / "out.txt", tmp_path / "err.txt"
    python = [sys.executable] if os.name == "nt" else ["winpython"]
    given = [windows.native(path) for path in (Path(press_ctrl_c.__file__), mark, out, err)]
    done = subprocess.run([*python, *given, *command], stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False)
    assert done.returncode == 0, (done.stderr.decode(errors="replace"), err.read_bytes()[-2000:])
    return int(done.stdout), out.read_bytes()


def test_ctrl_c_ends_all_says_so_and_a_rerun_converges(root: Path, tmp_path: Path) -> None:
    windows.run(root, *VENV)
    current = json.loads((root / "current.json").read_text(encoding="utf-8"))
    shutil.rmtree(windows.local(current["smoke"]))
    known = set((root / "logs").glob("*"))
    mark = tmp_path / "now"

    def wait() -> None:
        launcher.wait_for_event(root, known, "smoke starts")
        mark.touch()

    watcher = threading.Thread(target=wait, daemon=True)
    watcher.start()
    code, answer = press(tmp_path, mark, windows.direct_command(root, *VENV))
    result = json.loads(answer)
    assert code == exit_table()["interrupted"]["windows"]
    assert (result["exit_code"], result["ok"], result["error"]["id"]) == (code, False, "interrupted")
    assert {"name": "convert", "status": "skipped"}.items() <= next(one for one in result["stages"] if one["name"] == "convert").items()
    saved = json.loads((root / "logs" / result["run_id"] / "result.json").read_text(encoding="utf-8-sig"))
    assert saved == result
    if os.name != "nt":
        assert launcher.processes_of(Path(windows.native(root))) == []
    assert json.loads((root / "current.json").read_text(encoding="utf-8")) == current
    outcome = windows.run(root, *VENV)
    assert outcome.code == 0, outcome.text
    assert outcome.worked() == {"smoke", "report"}
