"""A clock for tests of the retry policy, which wait for nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from glm_deploy.retry import Clock


@dataclass
class FakeTime:
    """A clock that moves only when somebody sleeps."""

    time: float = 100.0
    slept: list[float] = field(default_factory=list)
    chance: float = 0.5

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep, lambda: self.chance)
