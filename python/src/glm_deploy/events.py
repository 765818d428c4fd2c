"""Events: one JSON object a line on stderr, which the host half shows as progress and writes to the log.

Standard library only. A person's command (``cli``) installs another sink instead; library code only calls ``emit``.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]
Sink = Callable[[Event], None]

LEVELS = ("debug", "info", "warning", "error", "progress")
PROGRESS_INTERVAL_S = 0.2


def write_stderr(event: Event) -> None:
    """The default sink: one line of ASCII JSON in a single write, so that lines of two processes never mix."""
    line = json.dumps(event, ensure_ascii=True, separators=(",", ":"), default=str) + "\n"
    try:
        os.write(2, line.encode("ascii"))
    except OSError:  # Nobody listens any more; the result on stdout still counts.
        return


_sink: ContextVar[Sink] = ContextVar("glm_event_sink", default=write_stderr)
_stage: ContextVar[str] = ContextVar("glm_stage", default="")


@contextmanager
def sink(target: Sink) -> Iterator[None]:
    """Send events elsewhere inside the block."""
    token = _sink.set(target)
    try:
        yield
    finally:
        _sink.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Name the stage that events inside the block belong to."""
    token = _stage.set(name)
    try:
        yield
    finally:
        _stage.reset(token)


def emit(level: str, message: str, **fields: Any) -> None:
    """Send one event; ``level`` is one of LEVELS, ``fields`` are JSON values and never secrets."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    _sink.get()({"time": now, "level": level, "stage": _stage.get(), "message": message, "fields": fields})


def info(message: str, **fields: Any) -> None:
    """Something a person may want to read."""
    emit("info", message, **fields)


def warning(message: str, **fields: Any) -> None:
    """Something that did not stop the work but should be known."""
    emit("warning", message, **fields)


class Progress:
    """Progress of one piece of work, sent at most every 0.2 s and once at the end.

    Args:
        message: what is being done, e.g. ``fetch tokenizer.model``.
        total: how much there is, in ``unit``; None where nobody knows.
        unit: ``bytes``, ``tensors``, ``files``, ``packages``, ``layers``, ``prompts``, ``steps``.
    """

    def __init__(self, message: str, total: int | None, unit: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.message, self.total, self.unit, self.done = message, total, unit, 0
        self._clock, self._last = clock, -PROGRESS_INTERVAL_S

    def add(self, amount: int) -> None:
        """Count ``amount`` more as done."""
        self.at(self.done + amount)

    def at(self, done: int) -> None:
        """Set what is done so far."""
        self.done = done
        now = self._clock()
        if now - self._last >= PROGRESS_INTERVAL_S or done == self.total:
            self._last = now
            emit("progress", self.message, done=done, total=self.total, unit=self.unit)


