"""What a run leaves to read, and what a person sees."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from glm_deploy.host.console import Console
from glm_deploy.host.runlog import RunLog, cmtrace_line, progress_text

EVENT = {"time": "2026-11-23T18:45:01.250+00:00", "level": "warning", "stage": "fetch", "message": "slow", "fields": {"bytes": 3}}
LINE = re.compile(
    r'^<!\[LOG\[(?P<message>.*?)\]LOG\]!><time="\d\d:\d\d:\d\d\.\d{3}[+-]\d{2,3}" date="\d\d-\d\d-\d{4}" '
    r'component="(?P<component>[^"]*)" context="" type="(?P<type>[123])" thread="\d+" file="">$'
)


def test_a_record_is_what_cmtrace_reads() -> None:
    match = LINE.match(cmtrace_line(EVENT))
    assert match is not None
    assert (match["component"], match["type"]) == ("fetch", "2")
    assert match["message"] == 'slow {"bytes": 3}'


def test_a_message_cannot_end_its_record() -> None:
    assert cmtrace_line(EVENT | {"message": "x ]LOG]!> y"}).count("]LOG]!>") == 1


def log_of(tmp_path: Path, **options: bool) -> tuple[RunLog, io.StringIO]:
    stream = io.StringIO()
    return RunLog(tmp_path, quiet=options.get("quiet", False), verbose=options.get("verbose", False), stream=stream), stream


def test_events_reach_both_files_and_warnings_the_console(tmp_path: Path) -> None:
    log, stream = log_of(tmp_path)
    log.event(EVENT)
    log.event(EVENT | {"level": "info", "message": "only in the log"})
    log.raw("smoke", "library noise")
    log.close()
    assert stream.getvalue() == "    slow\n"
    rows = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["level"] for row in rows] == ["warning", "info", "debug"]
    text = (tmp_path / "deploy.log").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\r\n") == 3
    assert all(LINE.match(line) for line in text.decode("utf-8-sig").splitlines())


def test_quiet_shows_failures_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, stream = log_of(tmp_path, quiet=True)
    log.event(EVENT)
    Console(log).finish({"error": {"message": "m", "why": "w", "hint": "h", "id": "i", "log": "l"}, "exit_code": 14})
    log.close()
    assert stream.getvalue() == ""
    assert len(capsys.readouterr().err.splitlines()) == 5


def test_progress_in_bytes_is_shown_in_megabytes() -> None:
    event = EVENT | {"message": "fetch torch", "fields": {"done": 120_000_000, "total": 191_000_000, "unit": "bytes"}}
    assert progress_text(event) == "fetch torch  120.0 of 191.0 MB"


def test_a_stage_is_shown_once(tmp_path: Path) -> None:
    log, stream = log_of(tmp_path)
    console = Console(log)
    stage = {"name": "fetch", "status": "done", "seconds": 1.25, "reason": "not made yet"}
    with console.following(log):
        log.event(EVENT | {"level": "info", "fields": {"stage_result": stage}})
    console.stage(stage)
    log.close()
    assert stream.getvalue().splitlines() == ["  + fetch           1.2 s  done    not made yet"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_full_disk_ends_nothing_but_the_log(tmp_path: Path) -> None:
    log, stream = log_of(tmp_path)
    log._lines.close()
    log._lines = open("/dev/full", "w", encoding="utf-8")  # noqa: SIM115, PTH123
    log.event(EVENT)
    log.event(EVENT)
    log.close()
    assert stream.getvalue().splitlines() == ["    The log is incomplete: No space left on device.", "    slow", "    slow"]
    assert (tmp_path / "deploy.log").read_text(encoding="utf-8-sig").count("LOG[slow") == 2


@pytest.mark.parametrize(
    ("done", "says"),
    [
        (["fetch", "convert", "int8", "nf4", "smoke", "report"], "The model was built, proved and measured."),
        (["smoke", "report"], "The model was proved and measured again."),
        (["fetch"], "What was amiss was made again"),
        ([], "Nothing had to be done"),
    ],
)
def test_the_end_says_what_was_done_and_no_more(tmp_path: Path, done: list[str], says: str) -> None:
    log, seen = log_of(tmp_path)
    names = ("fetch", "convert", "int8", "nf4", "smoke", "report")
    stages = [{"name": name, "status": "done" if name in done else "skipped"} for name in names]
    Console(log).finish({"error": None, "verdict": "pass", "stages": stages, "artefacts": [], "report": None})
    log.close()
    assert says in seen.getvalue()
