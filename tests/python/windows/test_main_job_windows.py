"""The main job through ``Deploy-GLM.ps1``, with the Windows Python and the Windows wheels of torch and bitsandbytes."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from support import launcher, windows

from glm_deploy import artifact
from glm_deploy.errors import CONTRACT_DIR, exit_table

STAGES = ["lock", "preflight", "environment", "packages", "fetch", "convert", "int8", "nf4", "smoke", "report"]
VENV = ("-EnvironmentProvider", "venv")
pytestmark = pytest.mark.timeout(1500)  # The first run stands in the fixture.


def check_promoted(root: Path) -> None:
    for entry in json.loads((root / "current.json").read_text(encoding="utf-8"))["artefacts"]:
        folder = windows.local(entry["path"])
        record = artifact.read(folder)
        assert record is not None, entry
        assert record.digest == entry["sha256"]
        assert artifact.find_fault(folder, record.key, thorough=True)[1] == ""


def test_the_first_run_passes_every_stage(first_run: tuple[Path, launcher.Outcome]) -> None:
    root, outcome = first_run
    schema = json.loads((CONTRACT_DIR / "schemas" / "deployment.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(outcome.result)
    assert [stage["name"] for stage in outcome.result["stages"]] == STAGES
    assert set(outcome.statuses().values()) == {"done"}
    folder = root / "logs" / outcome.result["run_id"]
    assert {path.name for path in folder.iterdir()} >= {"deploy.log", "events.jsonl", "report.html", "report.json", "result.json"}
    assert json.loads((folder / "result.json").read_text(encoding="utf-8-sig")) == outcome.result
    check_promoted(root)


def test_the_second_run_does_nothing_and_is_quick(root: Path) -> None:
    windows.run(root, *VENV)
    outcome = windows.run(root, *VENV)
    assert outcome.worked() == set()
    assert outcome.seconds < 12, "the bar is 6 s on an idle machine; this limit leaves room for a busy one"


def test_damage_is_noticed_and_only_that_is_redone(root: Path) -> None:
    windows.run(root, *VENV)
    current = json.loads((root / "current.json").read_text(encoding="utf-8"))
    folder = windows.local(next(entry["path"] for entry in current["artefacts"] if entry["name"] == "nf4"))
    (folder / "config.json").write_text("")
    outcome = windows.run(root, *VENV)
    assert outcome.code == 0, outcome.text
    assert outcome.worked() == {"nf4", "report"}
    check_promoted(root)


def test_a_kill_in_the_middle_and_a_rerun_converge(root: Path) -> None:
    windows.run(root, *VENV)
    current = json.loads((root / "current.json").read_text(encoding="utf-8"))
    shutil.rmtree(windows.local(current["smoke"]))
    known = set((root / "logs").glob("*"))
    process = subprocess.Popen(
        windows.command(root, *VENV), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        launcher.wait_for_event(root, known, "smoke starts")
        time.sleep(1)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    outcome = windows.run(root, *VENV)
    assert outcome.code == 0, outcome.text
    check_promoted(root)


def test_of_two_runs_at_once_one_is_busy_with_1618(root: Path) -> None:
    windows.run(root, *VENV)
    current = json.loads((root / "current.json").read_text(encoding="utf-8"))
    shutil.rmtree(windows.local(current["smoke"]))
    known = set((root / "logs").glob("*"))
    first = subprocess.Popen(windows.command(root, *VENV), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        launcher.wait_for_event(root, known, "smoke starts")
        second = windows.run(root, *VENV)
        assert second.code == 1618
        assert second.result["error"]["id"] == "run-busy"
        assert first.wait(300) == 0
    finally:
        if first.poll() is None:
            first.kill()
            first.wait()
    check_promoted(root)


def test_a_gpu_profile_stops_in_preflight_and_leaves_only_its_log(tmp_path: Path) -> None:
    outcome = windows.run(tmp_path / "root", profile="rtx3090")
    if outcome.result["ok"]:
        pytest.skip("this machine has the GPU")
    assert outcome.code == exit_table()["gpu"]["windows"]
    assert {path.name for path in (tmp_path / "root").iterdir()} == {"logs"}
