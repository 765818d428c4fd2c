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
    first try began (or after enough came to be worth it); attempts are those at one source, the budget is that of all sources
    together; stall_s: longest silence of a server; retry_status: HTTP statuses worth another try.
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
        progressed: whether the try got somewhere worth it: tries and time are then counted anew, for a line that drops every
            hundred megabytes still gets a large file home. A byte is not worth it: a server could go on giving one for ever.
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


class Budget:
    """The time that tries at one piece of work may take together, whatever the number of sources: all in which too little came.

    ``limit``: seconds that may be spent now; at most the policy's whole budget.
    """

    def __init__(self, policy: RetryPolicy, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.limit = self._whole = policy.budget_s
        self._began = self.clock.now()

    def spent(self) -> float:
        """Seconds since the beginning, or since enough came to begin anew."""
        return self.clock.now() - self._began

    def renew(self) -> None:
        """Begin anew: enough came to be worth it."""
        self._began = self.clock.now()

    def share(self, sharers: int) -> None:
        """Set the limit to a fair part of what is left, for one of so many sources that still want their turn; 1 gives all of it."""
        spent = self.spent()
        self.limit = spent + max(0.0, self._whole - spent) / sharers


class Tries:
    """The tries at one source; those of a later ``run`` are counted on, and wait as long as if there had been no other source between."""

    def __init__(self, policy: RetryPolicy, budget: Budget) -> None:
        self._policy, self.budget = policy, budget
        self._failed = self._total = 0
        self._due = 0.0
        self._last: GlmError | None = None

    def pause(self) -> float | None:
        """Seconds until the next try; None when there is none any more. The first is always had."""
        if self._last is None:
            return 0.0
        wait = max(0.0, self._due - self.budget.clock.now())
        over = self._failed >= self._policy.attempts or self.budget.spent() + wait > self.budget.limit
        return None if over else wait

    def run(self, work: Callable[[], T], what: str, at_most: int = MAX_ATTEMPTS) -> T:
        """Do ``work``; on TransientError wait and do it again as the policy says, ``at_most`` so often.

        Returns: what ``work`` returned.
        Raises: the GlmError of the last TransientError, with ``attempts`` in its context; anything else at once.
        """
        here = 0
        while True:
            self._wait(what)
            try:
                return work()
            except TransientError as caught:
                here = 1 if caught.progressed else here + 1
                self._count(caught)
                if here >= at_most or self.pause() is None:
                    caught.error.context.update(attempts=self._total, seconds=round(self.budget.spent(), 1))
                    raise caught.error from caught

    def _wait(self, what: str) -> None:
        pause = self.pause()
        if self._last is None or pause is None:
            return
        message = f"{what}: {self._last.message} Trying again in {pause:.1f} s."
        events.warning(message, attempt=self._total, pause_s=round(pause, 2))
        self.budget.clock.sleep(pause)

    def _count(self, caught: TransientError) -> None:
        self._total += 1
        self._failed = 1 if caught.progressed else self._failed + 1
        if caught.progressed:
            self.budget.renew()
        clock = self.budget.clock
        self._due = clock.now() + self._policy.pause(self._failed, caught.retry_after, clock.chance())
        self._last = caught.error


def call(work: Callable[[], T], policy: RetryPolicy, what: str, clock: Clock | None = None) -> T:
    """``Tries.run`` for work that has one source."""
    return Tries(policy, Budget(policy, clock)).run(work, what)
