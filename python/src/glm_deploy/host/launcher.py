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
        sys.stderr.write(arguments.parser().format_usage())
        return _refuse(GlmError("usage", f"{caught}."), as_json="--json" in argv)
    if options.list_profiles:
        return profiles.list_profiles(as_json=options.json)
    root = options.root
    _end_orderly()
    if options.json:
        stdio.guard()
    run_id = _new_run_id()
    try:
        log = _open_log(options, root, run_id)
    except OSError as caught:
        return _refuse(_unwritable(caught, root), as_json=options.json, profile=options.profile, root=str(root))
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
    if options.list_profiles:
        return options
    try:
        options.root = (options.root or arguments.default_root()).expanduser().absolute()
    except RuntimeError as caught:  # pathlib's: a service account, or the home of somebody unknown.
        raise arguments.UsageError(f"no home folder is known for {options.root or 'this account'}; name the root with --root") from caught
    if not options.profile and (options.repair or options.rollback):
        options.profile = str((promotion.read(options.root) or {}).get("profile", ""))
    if not (options.profile or options.rollback):
        raise arguments.UsageError("--profile is missing; --list-profiles lists them")
    return options


def _refuse(error: GlmError, *, as_json: bool, profile: str = "", root: str = "") -> int:
    """The end of a run that never began: nothing is written anywhere but to the one who asked."""
    if as_json:
        stdio.guard()
        about = {**error.as_dict(), "why": error.entry.why, "log": ""}
        stdio.write_result({
            "schema": run.RESULT_SCHEMA, "ok": False, "run_id": _new_run_id(), "profile": profile, "root": root,
            "exit_code": error.exit_code, "verdict": "fail", "error": about, "stages": [], "artefacts": [], "report": None,
        })  # fmt: skip
    sys.stderr.write(f"deploy.py: error: {error.message}\nWhat to do: {error.hint}\nError id: {error.id}\n")
    return error.exit_code


def _unwritable(error: OSError, root: Path) -> GlmError:
    """Where not even a log can be written: the disk is full, or nobody lets this account write."""
    if (known := from_exception(error)).id == "disk-full":
        return known
    seen = f"No log can be written, neither below {root} nor in the temporary folder ({error.strerror or error})."
    return GlmError("root-not-writable", seen, path=str(root))


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
    """The run's log where it was asked for or below the root; in a temporary folder where these refuse, so that the reason can be read.

    Raises: OSError of the first place, where none can be written.
    """
    refused: list[OSError] = []
    wanted = [place / run_id for place in (options.log_path, root / "logs") if place]
    for place in (*wanted, None):
        try:  # Asking for the temporary folder raises too where there is none.
            folder = place or Path(tempfile.mkdtemp(prefix=f"deploy-glm-{run_id}-"))
            log = RunLog(folder.absolute(), quiet=options.quiet, verbose=options.verbose, stream=console_stream(options.json))
        except OSError as error:
            refused.append(error)
            continue
        for why in refused:
            log.say(f"    The log cannot be written to {why.filename} ({why.strerror}); it is in {log.folder}.")
        return log
    raise refused[0]


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
