"""The front door without PowerShell: lock, preflight, environment, packages, one call of the model half, one result.

Standard library only, and thin: what is done to models lives in ``pipeline``.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from glm_deploy import events, files, promotion, stdio
from glm_deploy.errors import GlmError, exit_code, from_exception
from glm_deploy.host import arguments, profiles, run
from glm_deploy.host.console import Console
from glm_deploy.host.runlog import RunLog, console_stream

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main(argv: list[str]) -> int:
    """Parse, run, report; returns the small exit code. Never raises."""
    stdio.steady()
    try:
        options = _options(argv)
    except arguments.UsageError as caught:
        return _refuse(GlmError("usage", f"{caught}."), as_json="--json" in argv)
    if options.list_profiles:
        return profiles.list_profiles(as_json=options.json)
    root = options.root
    _end_orderly()
    if options.json:
        stdio.guard()
    run_id = _new_run_id()
    log = _open_log(options, root, run_id)
    console = Console(log)
    with events.sink(log.event):
        result = _deploy(options, root, run_id, log, console)
    code = int(result.pop("small_code"))
    console.finish(result)
    log.close()
    if options.json:
        try:
            stdio.write_result(result)
        except OSError as caught:  # Whoever asked is gone; the same object lies in the log folder, and the exit code still tells.
            sys.stderr.write(f"The result could not be written to stdout ({caught.strerror}); it is {log.folder / 'result.json'}\n")
    return code


def _options(argv: list[str]) -> argparse.Namespace:
    """The command line with the root and the profile that it means; raises UsageError."""
    options = arguments.parser().parse_args(argv)
    options.root = (options.root or arguments.default_root()).expanduser().absolute()
    if not options.profile and (options.repair or options.rollback):
        options.profile = str((promotion.read(options.root) or {}).get("profile", ""))
    if not (options.profile or options.rollback or options.list_profiles):
        raise arguments.UsageError("--profile is missing; --list-profiles lists them")
    return options


def _refuse(error: GlmError, *, as_json: bool) -> int:
    """The end of a run that never began: nothing is written anywhere but to the one who asked."""
    if as_json:
        stdio.guard()
        about = {**error.as_dict(), "why": error.entry.why, "log": ""}
        stdio.write_result({
            "schema": run.RESULT_SCHEMA, "ok": False, "run_id": _new_run_id(), "profile": "", "root": "", "exit_code": error.exit_code,
            "verdict": "fail", "error": about, "stages": [], "artefacts": [], "report": None,
        })  # fmt: skip
    sys.stderr.write(arguments.parser().format_usage() + f"deploy.py: error: {error.message}\n")
    return error.exit_code


def _new_run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"


def _deploy(options: argparse.Namespace, root: Path, run_id: str, log: RunLog, console: Console) -> dict[str, Any]:
    """Run the deployment and compose its result, whatever happens; also writes ``result.json``."""
    state = run.Run(options=options, root=root, run_id=run_id, log=log, console=console)
    error: GlmError | None = None
    try:
        state.roll_back() if options.rollback else state.execute()
    except BaseException as caught:
        error = from_exception(caught)
        events.emit("error", error.message, id=error.id, hint=error.hint)
        if error.id == "internal":
            events.emit("error", "unforeseen failure", type=type(caught).__name__)
    result = state.result(error)
    try:
        files.write_json(log.folder / "result.json", result)
    except OSError as caught:
        log.say(f"    result.json could not be written: {caught.strerror}")
    code = error.exit_code if error else exit_code("ok")
    return {**result, "small_code": code}


def _open_log(options: argparse.Namespace, root: Path, run_id: str) -> RunLog:
    """The run's log below the root; in the temporary folder where the root refuses, so that the reason can be read."""
    stream = console_stream(options.json)
    wanted = (options.log_path or root / "logs") / run_id
    for folder in (wanted, Path(tempfile.gettempdir()) / "deploy-glm-logs" / run_id):
        try:
            return RunLog(folder.absolute(), quiet=options.quiet, verbose=options.verbose, stream=stream)
        except OSError:
            continue
    sys.stderr.write(f"Neither {wanted} nor the temporary folder can be written to.\nError id: root-not-writable\n")
    raise SystemExit(exit_code("root"))


def _end_orderly() -> None:
    """Ctrl-C, a closed terminal and a service manager end a run alike: children first, then the result; nohup stays nohup."""
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    # Once is enough: the end takes seconds at most, and an impatient second Ctrl-C must not tear it.
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
