"""What a run leaves to read: ``deploy.log`` (CMTrace), ``events.jsonl``, and the lines on the console.

Standard library only. The PowerShell door writes the same three.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from glm_deploy import stdio
from glm_deploy.events import Event

_TYPE = {"warning": 2, "error": 3}


class RunLog:
    """The log of one run.

    Args:
        folder: ``<root>/logs/<run id>``, made here.
        quiet: nothing on the console. verbose: debug lines too.
        stream: where people read; stderr when stdout carries the result object.
    """

    def __init__(self, folder: Path, *, quiet: bool, verbose: bool, stream: TextIO) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.quiet, self.verbose, self._stream = folder, quiet, verbose, stream
        self._text = (folder / "deploy.log").open("a", encoding="utf-8-sig", errors="backslashreplace", newline="\r\n")
        self._lines = (folder / "events.jsonl").open("a", encoding="utf-8", errors="backslashreplace")
        self._lock = threading.Lock()
        self._terminal = stream.isatty() and os.environ.get("TERM") != "dumb" and "NO_COLOR" not in os.environ
        self._transient = False
        self._last_transient = 0.0
        self._incomplete = False
        self.on_stage: Callable[[dict[str, Any]], None] | None = None

    def event(self, event: Event) -> None:
        """Log one event and show what a person wants to see of it."""
        with self._lock:
            self._keep(self._lines, json.dumps(event, ensure_ascii=False))
            if event["level"] == "progress":
                self._show_transient(progress_text(event), patient=True)
                return
            self._keep(self._text, cmtrace_line(event))
        if "stage_result" in event["fields"] and self.on_stage:
            self.on_stage(event["fields"]["stage_result"])
            return
        with self._lock:
            if event["level"] == "warning" or (self.verbose and event["level"] != "error"):
                self._print(f"    {event['message']}")
            elif event["level"] == "info":
                self._show_transient(str(event["message"]), patient=False)

    def raw(self, stage: str, line: str) -> None:
        """A line that is no event: a library's noise, kept at debug."""
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        self.event({"time": now, "level": "debug", "stage": stage, "message": line.rstrip()[:2000], "fields": {}})

    def say(self, line: str = "") -> None:
        """A line for the console alone."""
        with self._lock:
            self._print(line)

    def complain(self, line: str) -> None:
        """A line of a failure: shown even when quiet, then on stderr."""
        with self._lock:
            if self.quiet:
                sys.stderr.write(line + "\n")
            self._print(line)

    def paint(self, text: str, colour: int) -> str:
        """``text`` in an ANSI colour where the console is a terminal."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self._terminal else text

    def close(self) -> None:
        """Close both files; the console stays."""
        self._erase()
        for file in (self._text, self._lines):
            with contextlib.suppress(OSError):  # Said when it happened.
                file.close()

    def _keep(self, file: TextIO, line: str) -> None:
        """A line for a file of the log. A full disk must end the stage that needs the space, not the log of it."""
        try:
            file.write(line + "\n")
            file.flush()
        except OSError as error:
            if not self._incomplete:
                self._incomplete = True
                self._print(f"    The log is incomplete: {error.strerror}.")

    def _print(self, line: str) -> None:
        if not self.quiet:
            self._erase()
            self._write(line + "\n")

    def _show_transient(self, text: str, *, patient: bool) -> None:
        """A line that the next one replaces, on a terminal only. Patient ones wait: a fast download would flicker."""
        now = time.monotonic()
        if self.quiet or not self._terminal or (patient and now - self._last_transient < 0.1):
            return
        self._last_transient = now
        self._erase()
        self._write(f"    {text}"[:118])
        self._transient = True

    def _erase(self) -> None:
        if self._transient:
            self._write("\r\x1b[K")
            self._transient = False

    def _write(self, text: str) -> None:
        """A console that went away (closed pipe, full disk behind it) ends nothing but the console."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            stdio.abandon(self._stream)
            self.quiet = True


def progress_text(event: Event) -> str:
    """``fetch torch  120.0 of 190.3 MB`` for a progress event."""
    fields: dict[str, Any] = event["fields"]
    done, total, unit = fields.get("done"), fields.get("total"), fields.get("unit", "")
    if unit == "bytes":
        done, total, unit = (round(value / 1e6, 1) if isinstance(value, int) else value for value in (done, total, "MB"))
        unit = "MB"
    of = f" of {total}" if total is not None else ""
    return f"{event['message']}  {done}{of} {unit}"


def cmtrace_line(event: Event) -> str:
    """One record as CMTrace reads it: message, local time with the bias in minutes, component, type 1 to 3."""
    when = datetime.fromisoformat(event["time"]).astimezone()
    offset = when.utcoffset()
    bias = -int(offset.total_seconds() // 60) if offset is not None else 0
    message = event["message"].replace("]LOG]!>", "]LOG]! >")
    fields = {key: value for key, value in event["fields"].items() if value is not None}
    if fields:
        message += " " + json.dumps(fields, ensure_ascii=False, default=str)
    stamp = f'time="{when:%H:%M:%S}.{when.microsecond // 1000:03d}{bias:+04d}" date="{when:%m-%d-%Y}"'
    component = (event["stage"] or "deploy")[:100]
    kind = _TYPE.get(event["level"], 1)
    return f'<![LOG[{message}]LOG]!><{stamp} component="{component}" context="" type="{kind}" thread="{os.getpid()}" file="">'


def console_stream(json_on_stdout: bool) -> TextIO:
    """Where people read: stdout, unless it is kept for the result object."""
    return sys.stderr if json_on_stdout else sys.stdout
