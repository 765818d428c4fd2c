"""The retry policy on a fake clock, and the golden schedules that both languages share."""

from __future__ import annotations

import errno
import http.client
import json
import socket
import ssl
import urllib.error
from datetime import UTC, datetime
from typing import Any

import pytest
from support.faketime import FakeTime

from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.retry import Budget, RetryPolicy, TransientError, Tries, call
from glm_deploy.transient import is_transient, retry_after_s

GOLDEN = json.loads((PROJECT_ROOT / "contract" / "examples" / "retry-schedules.json").read_text(encoding="utf-8"))["cases"]


def failing(times: int, *, retry_after: float | None = None, progressed: bool = False) -> Any:
    state = {"left": times}

    def work() -> str:
        if state["left"]:
            state["left"] -= 1
            raise TransientError(GlmError("network-unreachable", "no answer."), retry_after=retry_after, progressed=progressed)
        return "done"

    return work


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_golden_schedules(case: dict[str, Any]) -> None:
    policy = RetryPolicy.from_dict(case["policy"])
    assert policy.schedule(case["retry_after_s"]) == case["pauses_s"]
    fake = FakeTime()
    with pytest.raises(GlmError) as caught:
        call(failing(99, retry_after=case["retry_after_s"]), policy, "work", fake.clock())
    assert fake.slept == case["pauses_s"]
    assert caught.value.context["attempts"] == len(case["pauses_s"]) + 1


def test_success_after_failures() -> None:
    fake = FakeTime()
    assert call(failing(2), RetryPolicy(), "work", fake.clock()) == "done"
    assert fake.slept == [1, 2]


def test_other_errors_are_not_tried_again() -> None:
    fake = FakeTime()

    def work() -> None:
        raise GlmError("hash-mismatch", "wrong.")

    with pytest.raises(GlmError, match="wrong"):
        call(work, RetryPolicy(), "work", fake.clock())
    assert fake.slept == []


def test_jitter_stays_within_its_share() -> None:
    policy = RetryPolicy(jitter=0.2)
    assert [round(policy.pause(3, None, chance), 3) for chance in (0.0, 0.5, 0.999999)] == [3.2, 4.0, 4.8]


def test_progress_counts_tries_and_budget_anew() -> None:
    fake = FakeTime()
    assert call(failing(50, progressed=True), RetryPolicy(attempts=2, budget_s=3), "work", fake.clock()) == "done"
    assert fake.slept == [1] * 50


def test_tries_at_one_source_are_counted_over_its_rounds_and_wait_their_time() -> None:
    fake = FakeTime()
    budget = Budget(RetryPolicy(), fake.clock())
    tries, work = Tries(RetryPolicy(attempts=4), budget), failing(99)
    with pytest.raises(GlmError):
        tries.run(work, "work", at_most=2)
    fake.time += 0.5  # So long another source was asked.
    assert tries.pause() == 1.5
    with pytest.raises(GlmError) as caught:
        tries.run(work, "work")
    assert fake.slept == [1, 1.5, 4]
    assert caught.value.context["attempts"] == 4
    assert tries.pause() is None


def test_a_share_of_the_budget_leaves_the_rest_to_the_others() -> None:
    fake = FakeTime()
    budget = Budget(RetryPolicy(budget_s=30), fake.clock())
    budget.share(3)
    fake.time += 4
    assert (budget.spent(), budget.limit) == (4, 10)
    budget.share(2)
    assert budget.limit == 4 + 26 / 2
    budget.share(1)
    assert budget.limit == 30
    fake.time += 40
    budget.share(2)
    assert budget.limit == budget.spent() == 44


def test_time_spent_in_a_try_counts() -> None:
    fake = FakeTime()

    def work() -> None:
        fake.time += 10
        raise TransientError(GlmError("network-unreachable", "no answer."))

    with pytest.raises(GlmError):
        call(work, RetryPolicy(budget_s=25), "work", fake.clock())
    assert fake.slept == [1, 2]


def test_retry_after_header() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after_s("7", now) == 7
    assert retry_after_s("Thu, 01 Jan 2026 00:02:00 GMT", now) == 120
    assert retry_after_s("Thu, 01 Jan 2025 00:02:00 GMT", now) == 0
    assert [retry_after_s(text, now) for text in (None, "", "soon", "-3", "1.5", "\u0663")] == [None] * 6
    assert retry_after_s("9" * 400, now) == 1e9
    assert RetryPolicy().pause(10_000) == 30


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TimeoutError(), True), (ConnectionResetError(), True), (http.client.IncompleteRead(b""), True), (http.client.InvalidURL(), False),
        (http.client.RemoteDisconnected(), True), (OSError(errno.EBUSY, "busy"), True), (OSError(errno.ENOSPC, "full"), False),
        (OSError(errno.EACCES, "no"), False), (ssl.SSLCertVerificationError(), False), (ssl.SSLEOFError(), True), (ssl.SSLError(), False),
        (urllib.error.URLError(ConnectionRefusedError(errno.ECONNREFUSED, "no")), True), (urllib.error.URLError("text"), False),
        (socket.gaierror(socket.EAI_AGAIN, "later"), True), (socket.gaierror(socket.EAI_NONAME, "never"), False), (ValueError(), False),
    ],
)  # fmt: skip
def test_error_classes(error: BaseException, expected: bool) -> None:
    assert is_transient(error) is expected


@pytest.mark.parametrize(
    "raw",
    [{"attempts": 0}, {"attempts": True}, {"attempts": 2.5}, {"factor": 0.5}, {"jitter": 1}, {"cap_s": -1}, {"base_s": "1"}, {"speed": 1},
     {"retry_status": 500}, {"retry_status": ["500"]}, {"budget_s": float("nan")}, {"stall_s": 0}, {"attempts": [3]}],
)  # fmt: skip
def test_impossible_policies_are_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        RetryPolicy.from_dict(raw)
