"""Several sources of one file: one budget for all, tries for each, and no server that holds a download for ever."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from pathlib import Path

import pytest
from support import faultserver as fault
from support.faketime import FakeTime
from support.faultserver import FaultServer, Handler

from glm_deploy import events
from glm_deploy.download import Outcome, download
from glm_deploy.errors import GlmError
from glm_deploy.httpsource import Attempt
from glm_deploy.netconfig import Network
from glm_deploy.partfile import PartFile
from glm_deploy.retry import Budget, RetryPolicy

DATA = random.Random(8).randbytes(3_000_000)
SHA = hashlib.sha256(DATA).hexdigest()
POLICY = RetryPolicy(attempts=3, base_s=0.01, cap_s=0.05, budget_s=2, stall_s=0.6)
HALF = "http://h/\ud800.whl"


def bring(urls: list[str], tmp_path: Path, policy: RetryPolicy = POLICY) -> Outcome:
    outcome = download(urls, tmp_path / "file.whl", sha256=SHA, size=len(DATA), policy=policy, network=Network())
    assert (tmp_path / "file.whl").read_bytes() == DATA
    return outcome


def refused(urls: list[str], tmp_path: Path, policy: RetryPolicy = POLICY) -> GlmError:
    with pytest.raises(GlmError) as caught:
        bring(urls, tmp_path, policy)
    return caught.value


def trickle(piece: int, pause: float) -> fault.Fault:
    """Give the file steadily, but so slowly that it is not worth it."""

    def send(handler: Handler, body: bytes) -> None:
        start = handler.range_start(f'"{hashlib.sha256(body).hexdigest()[:16]}"') or 0
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(body) - start))
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        handler.end_headers()
        for at in range(start, len(body), piece):
            handler.wfile.write(body[at : at + piece])
            time.sleep(pause)

    return send


def badly(server: FaultServer, path: str, *faults: fault.Fault) -> str:
    """An address whose answers are as bad, one after the other, the last for good."""
    server.files[path], server.script[path], server.sticky = DATA, list(faults), True
    return server.url(path)


def test_a_byte_for_each_connection_is_no_progress(server: FaultServer, tmp_path: Path) -> None:
    dripping = badly(server, "/drip", fault.cut(1))
    assert refused([dripping], tmp_path).id == "download-interrupted"
    assert len(server.seen) == POLICY.attempts


def test_a_server_of_single_bytes_leaves_the_good_mirror_its_turn(server: FaultServer, tmp_path: Path) -> None:
    dripping = badly(server, "/drip", fault.cut(1))
    server.files["/good"] = DATA
    outcome = bring([dripping, server.url("/good")], tmp_path)
    assert outcome.source == server.url("/good")
    assert len(server.requests("/drip")) == 2


def test_small_steps_add_up_to_progress(server: FaultServer, tmp_path: Path) -> None:
    # Two of these are a sixteenth of the file, so the third try is never without one worth it before.
    bring([badly(server, "/steps", fault.cut(100_000))], tmp_path)
    assert len(server.seen) == 30


def test_a_trickle_ends_with_the_budget(server: FaultServer, tmp_path: Path) -> None:
    slow = badly(server, "/slow", trickle(2048, 0.1))
    began = time.monotonic()
    error = refused([slow], tmp_path)
    assert (error.id, "too few bytes" in error.message) == ("download-interrupted", True)
    assert 1.9 < time.monotonic() - began < 4


def test_a_trickle_gets_its_share_and_another_source_goes_on(server: FaultServer, tmp_path: Path) -> None:
    slow = badly(server, "/slow", trickle(2048, 0.1))
    server.files["/good"] = DATA
    began = time.monotonic()
    assert bring([slow, server.url("/good")], tmp_path).source == server.url("/good")
    assert time.monotonic() - began < 2
    assert server.requests("/good")[0].headers["Range"].startswith("bytes=")


def test_each_of_several_busy_sources_is_asked_as_often_as_the_policy_says(server: FaultServer, tmp_path: Path) -> None:
    paths = ["/a", "/b", "/c"]
    error = refused([badly(server, path, fault.status(503)) for path in paths], tmp_path)
    assert [len(server.requests(path)) for path in paths] == [POLICY.attempts] * 3
    assert error.context["attempts"] == POLICY.attempts


def test_the_budget_is_one_for_all_sources(server: FaultServer, tmp_path: Path) -> None:
    paths = ["/a", "/b", "/c"]
    urls = [badly(server, path, fault.status(503)) for path in paths]
    began = time.monotonic()
    refused(urls, tmp_path, RetryPolicy(attempts=9, base_s=1, factor=2, jitter=0, budget_s=2, stall_s=5))
    assert time.monotonic() - began < 2.5
    assert all(server.requests(path) for path in paths)


def test_a_source_that_wants_long_waits_does_not_keep_the_next_one_waiting(server: FaultServer, tmp_path: Path) -> None:
    busy = badly(server, "/busy", fault.status(503, Retry_After="15"))
    server.files["/good"] = DATA
    began = time.monotonic()
    bring([busy, server.url("/good")], tmp_path, RetryPolicy(attempts=3, budget_s=20, stall_s=5))
    assert time.monotonic() - began < 5


def test_a_file_that_is_brought_again_from_its_start_uses_up_no_budget(tmp_path: Path) -> None:
    fake = FakeTime()
    part = PartFile(tmp_path / "file", None, 1600)
    budget = Budget(RetryPolicy(budget_s=60), fake.clock())
    attempt = Attempt(part, budget, lambda _: None, threading.Event())
    progressed = []
    for _ in range(2):  # The second time nothing is here that was not here before, but the line is as fast as can be.
        part.begin("x", None, None, anew=True)
        fake.time += 50
        attempt.take(b"x" * 99)
        assert budget.spent() > 0
        attempt.take(b"x")
        assert budget.spent() == 0
        progressed.append(attempt.progressed())
        attempt.start_anew()
    assert progressed == [True, False]
    fake.time += 61
    attempt.check_pace(fake.time - 1, grace_s=30)
    with pytest.raises(TimeoutError):
        attempt.check_pace(fake.time - 31, grace_s=30)


def test_an_address_with_half_a_character_is_refused_and_the_next_one_tried(server: FaultServer, tmp_path: Path) -> None:
    server.files["/good"] = DATA
    seen: list[events.Event] = []
    with events.sink(seen.append):
        outcome = bring([HALF, server.url("/good")], tmp_path)
    assert [failed["id"] for failed in outcome.failed] == ["address-refused"]
    assert str([seen, outcome]).encode("utf-8")
    (tmp_path / "file.whl").unlink()
    error = refused([HALF], tmp_path)
    assert error.id == "address-refused"
    assert f"{error.message}{error.context}".encode()


def test_addresses_as_people_write_them(server: FaultServer, tmp_path: Path) -> None:
    server.files["/my%20repo/%E6%A8%A1%E5%9E%8B%2B.whl"] = DATA
    for path in ("/my repo/模型%2B.whl", "/my%20repo/%E6%A8%A1%E5%9E%8B%2B.whl"):
        bring([server.url(path)], tmp_path)
        (tmp_path / "file.whl").unlink()
