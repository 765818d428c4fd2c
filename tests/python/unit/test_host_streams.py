"""The front door where its standard streams are closed, full or gone, and where somebody's own modules lie in the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from glm_deploy.errors import CONTRACT_DIR, PROJECT_ROOT, exit_table

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="closing descriptors is done by a POSIX shell")
DOOR = f"{sys.executable} {PROJECT_ROOT / 'python' / 'deploy.py'}"


def door(tmp_path: Path, options: str, redirection: str = "", environment: str = "") -> subprocess.CompletedProcess[str]:
    command = f"{environment} {DOOR} --what-if --root {tmp_path / 'root'} {options} {redirection}; echo code $? >&7"
    return subprocess.run(
        ["bash", "-c", f"exec 7>{tmp_path / 'code'}; {command}"],
        capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path, errors="replace",
    )  # fmt: skip


def code(tmp_path: Path) -> int:
    return int((tmp_path / "code").read_text().split()[1])


@pytest.mark.parametrize("options", ["", "--json"])
@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&- <&-", "> /dev/full", "2> /dev/full", "| true"])
def test_a_lost_terminal_ends_nothing_but_the_output(tmp_path: Path, redirection: str, options: str) -> None:
    done = door(tmp_path, f"--profile demo {options}", redirection)
    assert code(tmp_path) == 0
    assert "Traceback" not in done.stdout + done.stderr
    results = list((tmp_path / "root" / "logs").glob("*/result.json"))
    assert len(results) == 1
    assert json.loads(results[0].read_text())["ok"] is True


def test_a_name_that_is_no_text_gets_an_error_and_a_result(tmp_path: Path) -> None:
    done = door(tmp_path, "--profile $'d\\xff' --json", "", "LC_ALL=C")
    answer = json.loads(done.stdout)
    assert answer["error"]["id"] == "usage"
    assert code(tmp_path) == exit_table()["usage"]["python"] == answer["exit_code"]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", ["--json --nonsense", "--json", "--profile demo --environment-provider pip --json"])
def test_a_mistyped_command_line_gets_an_object_too(tmp_path: Path, options: str) -> None:
    answer = json.loads(door(tmp_path, options).stdout)
    jsonschema.validate(answer, json.loads((CONTRACT_DIR / "schemas" / "deployment.json").read_text(encoding="utf-8")))
    assert answer["error"]["id"] == "usage"
    assert code(tmp_path) == exit_table()["usage"]["python"] == answer["exit_code"]
    assert not (tmp_path / "root").exists()


def test_an_empty_root_is_not_the_current_folder(tmp_path: Path) -> None:
    done = door(tmp_path, "--profile demo --root ''")
    assert code(tmp_path) == 2
    assert "empty" in done.stderr


def test_an_over_long_root_has_a_name_for_it(tmp_path: Path) -> None:
    done = door(tmp_path, f"--profile demo --root {tmp_path / ('a' * 300)} --json")
    assert json.loads(done.stdout)["ok"] in {True, False}
    assert "internal" not in done.stdout


def test_modules_of_the_users_own_are_not_imported(tmp_path: Path) -> None:
    for name in ("json", "argparse", "glm_deploy", "torch", "yaml"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(99)")
    done = door(tmp_path, "--profile demo --json", "", f"PYTHONPATH={tmp_path}")
    assert code(tmp_path) == 0
    assert json.loads(done.stdout)["ok"] is True
