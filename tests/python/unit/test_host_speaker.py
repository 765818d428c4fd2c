"""The speaker reads strictly: each way to break the contract has its own error id, and nobody outlives the run."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_deploy.errors import GlmError
from glm_deploy.host import speaker
from glm_deploy.host.runlog import RunLog

REASON = "this door is for machines without PowerShell; its children here are POSIX scripts"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason=REASON)

GOOD = {"contract": 1, "verb": "probe", "ok": True, "data": {"x": 1}, "error": None}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[RunLog]:
    value = RunLog(tmp_path / "log", quiet=True, verbose=False, stream=io.StringIO())
    yield value
    value.close()


def fake_python(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "python"
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def answer(value: object, code: int = 0) -> str:
    return f"sys.stdout.write({json.dumps(json.dumps(value))} + '\\n'); sys.stdout.flush(); sys.exit({code})"


def ask(tmp_path: Path, log: RunLog, body: str, limit_s: float = 20) -> dict[str, object]:
    return speaker.call(fake_python(tmp_path, body), {"contract": 1, "verb": "probe", "root": str(tmp_path)}, log, limit_s=limit_s)


def test_a_good_answer_gives_its_data_and_events_reach_the_log(tmp_path: Path, log: RunLog) -> None:
    event = {"time": "2026-11-23T18:45:01+00:00", "level": "info", "stage": "", "message": "hello", "fields": {}}
    body = f"sys.stderr.write({json.dumps(json.dumps(event))} + '\\nnoise\\n'); sys.stderr.flush()\n" + answer(GOOD)
    assert ask(tmp_path, log, body) == {"x": 1}
    log.close()
    rows = [json.loads(line) for line in (log.folder / "events.jsonl").read_text().splitlines()]
    assert [(row["level"], row["message"], row["stage"]) for row in rows] == [("info", "hello", "probe"), ("debug", "noise", "probe")]


ERROR = {"id": "disk-full", "message": "full", "context": {}, "hint": "free some"}
BROKEN = {
    "contract-not-one-object": ["sys.exit(0)", "print('a'); print('b')"],
    "contract-not-json": ["print('hello')"],
    "contract-shape": [
        answer([]), answer(GOOD | {"extra": 1}), answer(GOOD | {"contract": 2}), answer(GOOD | {"data": 3}), answer(GOOD | {"ok": False}),
        answer(GOOD | {"error": ERROR}), answer(GOOD | {"ok": False, "error": {"id": "x"}}, 1),
    ],
    "contract-verb": [answer(GOOD | {"verb": "deploy"})],
    "contract-exit-code": [answer(GOOD, 99), answer(GOOD, 14), "os.kill(os.getpid(), 9)"],
    "contract-timeout": ["time.sleep(60)"],
}  # fmt: skip


@pytest.mark.parametrize(("error_id", "body"), [(key, body) for key, bodies in BROKEN.items() for body in bodies])
def test_each_broken_promise_has_its_own_id(error_id: str, body: str, tmp_path: Path, log: RunLog) -> None:
    with pytest.raises(GlmError) as caught:
        ask(tmp_path, log, body, limit_s=1.5 if "sleep" in body else 20)
    assert caught.value.id == error_id


def test_the_model_halfs_own_error_comes_through_with_its_data(tmp_path: Path, log: RunLog) -> None:
    body = answer({"contract": 1, "verb": "probe", "ok": False, "data": {"stages": []}, "error": ERROR}, 14)
    with pytest.raises(speaker.RemoteError) as caught:
        ask(tmp_path, log, body)
    assert (caught.value.id, caught.value.hint, caught.value.data, caught.value.exit_code) == ("disk-full", "free some", {"stages": []}, 14)


def test_no_python_there_is_said(tmp_path: Path, log: RunLog) -> None:
    with pytest.raises(GlmError) as caught:
        speaker.call(tmp_path / "nothing", {"contract": 1, "verb": "probe", "root": str(tmp_path)}, log, limit_s=5)
    assert caught.value.id == "contract-not-started"


def test_much_output_on_both_streams_does_not_block(tmp_path: Path, log: RunLog) -> None:
    body = "sys.stderr.write(('x' * 99 + '\\n') * 50_000)\n" + answer(GOOD | {"data": {"blob": "y" * 20_000_000}})
    assert len(str(ask(tmp_path, log, body, limit_s=300)["blob"])) == 20_000_000


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_at_the_time_limit_the_whole_tree_ends(tmp_path: Path, log: RunLog) -> None:
    note = tmp_path / "pid"
    body = f"import subprocess\nchild = subprocess.Popen(['sleep', '60'])\nopen({str(note)!r}, 'w').write(str(child.pid))\ntime.sleep(60)"
    with pytest.raises(GlmError, match="did not end within"):
        ask(tmp_path, log, body, limit_s=2)
    deadline = time.monotonic() + 10
    while alive(int(note.read_text())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(int(note.read_text()))


def test_a_forgotten_grandchild_does_not_hold_up_the_answer(tmp_path: Path, log: RunLog) -> None:
    body = "import subprocess\nsubprocess.Popen(['sleep', '40'])\n" + answer(GOOD)
    began = time.monotonic()
    assert ask(tmp_path, log, body) == {"x": 1}
    assert time.monotonic() - began < 30


def test_what_would_bend_the_childs_python_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "PYTHONINSPECT", "VIRTUAL_ENV", "CONDA_PREFIX"}
    for name in names:
        monkeypatch.setenv(name, "/somewhere")
    child = speaker.child_environment(tmp_path)
    assert not names & set(child)
    assert child["PYTHONNOUSERSITE"] == "1"
    assert child["PATH"] == os.environ["PATH"]
