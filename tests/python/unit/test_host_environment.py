"""The Python that an environment is made from: asked what it is, before anything is made."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from glm_deploy.errors import GlmError
from glm_deploy.host import environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="stand-ins for a Python are POSIX scripts here")


def script(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="ascii")
    path.chmod(0o755)
    return path


def test_the_running_python_and_the_same_by_its_path_are_one() -> None:
    assert environment.choose_python(None)[1:] == environment.choose_python(Path(sys.executable))[1:]
    assert environment.choose_python(None).minor == f"{sys.version_info[0]}.{sys.version_info[1]}"


def test_another_python_is_taken_at_its_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    chosen = environment.choose_python(script(tmp_path, 'echo "3.12.1${PYTHONHOME} PyPy 32"'))
    assert chosen[1:] == ("3.12.1", "PyPy", 32)
    assert chosen.minor == "3.12"


@pytest.mark.parametrize("body", ["true", "false", "echo hello", "echo 3.12.1 CPython many", "kill -9 $$"])
def test_what_does_not_answer_like_a_python_is_none(tmp_path: Path, body: str) -> None:
    with pytest.raises(GlmError) as caught:
        environment.choose_python(script(tmp_path, body))
    assert caught.value.id == "python-missing"


@pytest.mark.parametrize("path", ["/nowhere/python", "", "/bin", "/etc/passwd"])
def test_no_python_there(path: str) -> None:
    with pytest.raises(GlmError) as caught:
        environment.choose_python(Path(path))
    assert caught.value.id == "python-missing"
