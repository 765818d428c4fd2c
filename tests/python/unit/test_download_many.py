"""Several downloads at once: one progress, one stage, and an end that waits for nobody."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import faultserver as fault
from support.faultserver import FaultServer

from glm_deploy import events
from glm_deploy.download import Job, download_all
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.netconfig import Network
from glm_deploy.retry import RetryPolicy

DATA = random.Random(7).randbytes(300_000)
SHA = hashlib.sha256(DATA).hexdigest()
QUICK = RetryPolicy(attempts=4, base_s=0.01, factor=1.5, cap_s=0.05, budget_s=20, stall_s=0.6)


def test_several_at_once_with_one_progress_and_one_stage(server: FaultServer, tmp_path: Path) -> None:
    jobs = []
    for number in range(9):
        body = DATA[number:]
        server.files[f"/{number}"] = body
        jobs.append(Job([server.url(f"/{number}")], tmp_path / str(number), len(body), hashlib.sha256(body).hexdigest()))
    seen: list[events.Event] = []
    with events.sink(seen.append), events.stage("packages"):
        outcomes = download_all(jobs, policy=QUICK, network=Network())
    assert [outcome.target.name for outcome in outcomes] == [str(number) for number in range(9)]
    assert {event["stage"] for event in seen} == {"packages"}
    assert seen[-1]["fields"]["done"] == seen[-1]["fields"]["total"] == sum(job.size or 0 for job in jobs)


def test_a_failure_among_several_stops_the_rest_and_keeps_what_is_there(server: FaultServer, tmp_path: Path) -> None:
    server.files["/good"] = DATA
    jobs = [Job([server.url("/good")], tmp_path / "good", len(DATA), SHA)] + [
        Job([server.url(f"/no{number}")], tmp_path / f"no{number}", 1, SHA) for number in range(5)
    ]
    with pytest.raises(GlmError) as caught:
        download_all(jobs, policy=QUICK, network=Network(), threads=1)
    assert caught.value.id == "http-status"
    assert (tmp_path / "good").read_bytes() == DATA
    assert len(server.seen) == 2


def test_ctrl_c_ends_a_silent_download_at_once(server: FaultServer, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("signals to one process do not exist on Windows; Ctrl-Break is tested with the whole run")
    server.files["/slow"] = DATA
    server.script["/slow"] = [fault.stall(10, 30)]
    code = f"""
import sys; sys.path.insert(0, {str(PROJECT_ROOT / "python" / "src")!r})
from pathlib import Path
from glm_deploy.download import *
download_all([Job([{server.url("/slow")!r}], Path({str(tmp_path / "slow")!r}), 300000, "0" * 64)], policy=RetryPolicy(), network=Network())
"""
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    while not server.seen:
        time.sleep(0.02)
    time.sleep(0.2)
    began = time.monotonic()
    process.send_signal(2)
    process.wait(timeout=20)
    assert time.monotonic() - began < 3
    assert process.returncode != 0
