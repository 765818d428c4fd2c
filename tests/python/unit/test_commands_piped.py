"""The people's commands on pipes: with ``--json`` one object on stdout, also where they fail; sentences without empty lines on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import chatglm_checkpoint as small

from glm_deploy.errors import CONTRACT_DIR, PROJECT_ROOT, error_table, exit_code

SCHEMA = json.loads((CONTRACT_DIR / "schemas" / "result.json").read_text(encoding="utf-8"))


def run(*arguments: str, stdout: Any = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "glm_deploy", *arguments], cwd=PROJECT_ROOT / "python" / "src", stdin=subprocess.DEVNULL,
        stdout=stdout, stderr=subprocess.PIPE, text=True, encoding="utf-8", timeout=240, check=False,
        env={**os.environ, "PYTHONUTF8": "1"},  # Else Windows' code page.
    )  # fmt: skip


def failure(done: subprocess.CompletedProcess[str], command: str, error_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(answer, SCHEMA)
    assert (answer["verb"], answer["ok"], answer["error"]["id"]) == (command, False, error_id)
    assert done.returncode == exit_code(error_table()[error_id].exit)
    return answer


@pytest.mark.parametrize(("command", "rest"), [("convert", ("--out", "OUT")), ("inspect", ())])
def test_a_missing_source_gets_an_object_and_a_sentence(command: str, rest: tuple[str, ...], tmp_path: Path) -> None:
    given = [str(tmp_path / word) if word == "OUT" else word for word in rest]
    done = run(command, str(tmp_path / "m\u00fcller"), *given, "--json")
    answer = failure(done, command, "checkpoint-missing")
    assert "m\u00fcller" in answer["error"]["message"]
    assert answer["error"]["hint"] in done.stderr
    assert "Error id:       checkpoint-missing" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("convert", "--json"), "convert"), (("inspect", "a", "b", "--json"), "inspect"), (("nonsense", "--json"), "nonsense"),
        (("convert", ".", "--out", "there", "--shard-size", "big", "--json"), "convert"), (("--nonsense", "--json"), "unknown"),
    ],
)  # fmt: skip
def test_a_mistyped_command_line_gets_an_object_too(words: tuple[str, ...], command: str) -> None:
    done = run(*words)
    answer = failure(done, command, "convert-options" if "big" in words else "usage")
    assert answer["error"]["message"].splitlines()[0] in done.stderr


def test_what_was_found_before_the_problem_is_told(tmp_path: Path) -> None:
    source = small.write(tmp_path / "source", small.SMALL, small.random_state(small.SMALL))
    good = json.loads(run("inspect", str(source), "--json").stdout)
    assert (good["ok"], good["problems"], good["tensors"]) == (True, [], 18)
    (source / "pytorch_model-00002-of-00002.bin").unlink()
    found = failure(run("inspect", str(source), "--json"), "inspect", "checkpoint-shard-missing")["data"]
    assert found["problems"][0]["id"] == "checkpoint-shard-missing"
    assert set(found) == set(good) - {"ok"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
def test_an_answer_that_nobody_takes_costs_no_exit_code(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = run("inspect", str(tmp_path / "none"), "--json", stdout=full)
    assert done.returncode == exit_code("source")
    assert "could not be written" in done.stderr
    assert "Error id:       checkpoint-missing" in done.stderr


def test_a_pipe_gets_no_empty_lines(tmp_path: Path) -> None:
    assert run("convert", str(tmp_path / "none"), "--out", str(tmp_path / "out")).stderr.startswith("What was seen:")
    source = small.write(tmp_path / "source", small.SMALL, small.random_state(small.SMALL))
    said = run("convert", str(source), "--out", str(tmp_path / "out")).stderr.splitlines()
    assert said[0].startswith("chatglm3: 18 tensors")
    assert all(line.strip() for line in said)
