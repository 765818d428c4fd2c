"""The one retry policy: when to try again, and after how long. Standard library only.

The figures come from the lock's ``retry`` object, so both languages follow the same schedule; the cases in
``contract/examples/retry-schedules.json`` hold them together. Clock, sleep and random are handed in, so tests wait for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from glm_deploy import events
from glm_deploy.errors import GlmError

T = TypeVar("T")

MAX_ATTEMPTS, MAX_FACTOR, MAX_SECONDS = 100, 10, 1_000_000
"""What a manifest may ask for at most (``manifests/schemas/profile.json``)."""

RETRY_AFTER_CAP_S = 300.0
"""A server may ask for at most this long; one that asks for an hour is not waited for."""


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently something is tried again.

    attempts: tries in all; base_s, factor, cap_s: pause before try n+1 is ``min(cap_s, base_s * factor**(n-1))``;
    jitter: share by which a pause is shortened or prolonged at random; budget_s: no pause may end later than this after the
    first try began (or after the last one that got somewhere failed); stall_s: longest silence of a server; retry_status: HTTP
    statuses worth another try.
    """

    attempts: int = 5
    base_s: float = 1.0
    factor: float = 2.0
    cap_s: float = 30.0
    jitter: float = 0.2
    budget_s: float = 900.0
    stall_s: float = 30.0
    retry_status: tuple[int, ...] = (408, 425, 429, 500, 502, 503, 504)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> RetryPolicy:
        """From the lock's ``retry`` object; what it leaves out keeps the default.

        Raises: ValueError for unknown keys, wrong types and figures that make no schedule.
        """
        unknown = set(raw) - {item.name for item in fields(cls)}
        if unknown:
            raise ValueError(f"unknown key {min(unknown)!r}")
        for key, value in raw.items():
            listed = key == "retry_status" and isinstance(value, list) and all(type(status) is int for status in value)
            if not listed and (key == "retry_status" or isinstance(value, bool) or not isinstance(value, int | float) or value != value):
                raise ValueError(f"{key!r} is {value!r}")
        values: dict[str, Any] = {key: tuple(value) if key == "retry_status" else value for key, value in raw.items()}
        policy = cls(**values)
        seconds = (policy.base_s, policy.cap_s, policy.budget_s, policy.stall_s)
        # Above these a wait would be no wait but a hang, and figures would leave what a clock can count.
        sound = all(0 <= value <= MAX_SECONDS for value in seconds) and policy.stall_s > 0 and 1 <= policy.factor <= MAX_FACTOR
        whole = isinstance(policy.attempts, int) and 1 <= policy.attempts <= MAX_ATTEMPTS
        if not whole or not 0 <= policy.jitter < 1 or not sound:
            raise ValueError(f"no schedule follows from {raw!r}")
        return policy

    def pause(self, failed: int, retry_after: float | None = None, chance: float = 0.5) -> float:
        """Seconds to wait after ``failed`` tries.

        ``chance`` in [0, 1) spreads the pause over +-jitter, 0.5 leaves it as it is. ``retry_after`` (seconds, what the server
        asked for) prolongs the pause up to RETRY_AFTER_CAP_S, never shortens it.
        """
        # Past some sixty doublings a power would overflow; the cap has long been reached by then.
        plain = self.cap_s if failed > 64 else min(self.cap_s, self.base_s * self.factor ** (failed - 1))
        jittered = plain * (1 + self.jitter * (2 * chance - 1))
        asked = min(retry_after, RETRY_AFTER_CAP_S) if retry_after else 0.0
        return max(jittered, asked)

    def schedule(self, retry_after: float | None = None) -> list[float]:
        """All pauses of a piece of work that fails at once each time, without jitter; the golden cases compare this."""
        pauses: list[float] = []
        while len(pauses) + 1 < self.attempts:
            pause = self.pause(len(pauses) + 1, retry_after)
            if sum(pauses) + pause > self.budget_s:
                break
            pauses.append(pause)
        return pauses


class TransientError(Exception):
    """A failure worth another try.

    Args:
        error: what to tell the user when no try is left.
        retry_after: seconds that the server asked for, if it did.
        progressed: whether the try got somewhere (bytes arrived): tries are then counted anew, for a line that drops every
            hundred megabytes still gets a large file home.
    """

    def __init__(self, error: GlmError, *, retry_after: float | None = None, progressed: bool = False) -> None:
        super().__init__(error.message)
        self.error, self.retry_after, self.progressed = error, retry_after, progressed


def _chance() -> float:
    import random

    return random.random()  # noqa: S311 - spreads pauses, keeps no secret.


@dataclass
class Clock:
    """Time, sleep and chance, so that tests replace all three at once."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = _chance


def call(work: Callable[[], T], policy: RetryPolicy, what: str, clock: Clock | None = None) -> T:
    """Do ``work``; on TransientError wait and do it again as the policy says.

    Returns: what ``work`` returned.
    Raises: the GlmError of the last TransientError, with ``attempts`` in its context; anything else at once.
    """
    clock = clock or Clock()
    began, failed, total = clock.now(), 0, 0
    while True:
        try:
            return work()
        except TransientError as caught:
            total += 1
            failed = 1 if caught.progressed else failed + 1
            began = clock.now() if caught.progressed else began
            pause = policy.pause(failed, caught.retry_after, clock.chance())
            spent = clock.now() - began
            if failed >= policy.attempts or spent + pause > policy.budget_s:
                caught.error.context.update(attempts=total, seconds=round(spent, 1))
                raise caught.error from caught
            events.warning(f"{what}: {caught.error.message} Trying again in {pause:.1f} s.", attempt=total, pause_s=round(pause, 2))
            clock.sleep(pause)
