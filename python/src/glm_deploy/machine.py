"""The machine entry: read a request, run its verb, write exactly one result object, return the small exit code.

Standard library only at import; each verb's module is imported when it is asked for, so a bare interpreter can run the
verbs that bring packages, and an import error becomes a result like any other failure.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from glm_deploy import contract, events, stdio
from glm_deploy.environment_record import forget_byte_code
from glm_deploy.errors import GlmError, exit_code, from_exception

VERBS = {
    "packages": "glm_deploy.packages",
    "probe": "glm_deploy.probe",
    "fetch": "glm_deploy.fetch",
    "convert": "glm_deploy.convert",
    "quantize": "glm_deploy.quantize",
    "smoke": "glm_deploy.smoke",
    "report": "glm_deploy.report",
    "deploy": "glm_deploy.pipeline",
    "rollback": "glm_deploy.rollback",
}
"""Verb to module; the module has ``run_verb(request) -> data``."""


def run_request(path: str) -> int:
    """Run one request file; never raises."""
    stdio.steady()
    stdio.guard()
    break_on_signals()
    _end_with_parent()
    verb, request = "unknown", {}
    try:
        request = contract.read_request(Path(path))
        verb = request["verb"]
        result = contract.success(verb, _verb_module(verb).run_verb(request))
        code = exit_code("ok")
    except BaseException as error:  # Whatever happens, the host half gets its one object.
        failure = from_exception(error)
        if failure.id == "internal":
            import traceback

            events.emit("error", "unforeseen failure", traceback=traceback.format_exc()[-8000:])
        if failure.id in {"internal", "module-missing", "environment-damaged"}:
            forget_byte_code(request.get("root"))
        events.emit("error", failure.message, id=failure.id, hint=failure.hint)
        result = contract.failure(verb, failure, getattr(error, "partial_data", None))
        code = failure.exit_code
    return _answer(result, code)


def _answer(result: dict[str, Any], code: int) -> int:
    """Write the one object; what is no JSON (a figure that is not finite, say) becomes a failure. Returns the exit code."""
    try:
        stdio.write_result(result)
    except OSError as error:  # Whoever asked is gone; the exit code still tells.
        events.emit("error", f"the result could not be written: {error.strerror}")
    except (TypeError, ValueError, RecursionError) as error:
        failure = from_exception(error)
        return _answer(contract.failure(result["verb"], failure), failure.exit_code)
    return code


def _verb_module(verb: str) -> Any:
    if verb not in VERBS:
        raise GlmError("request-invalid", f"The verb {verb[:60]!r} is not one of {', '.join(VERBS)}.")
    return importlib.import_module(VERBS[verb])


def break_on_signals() -> None:
    """SIGTERM and Ctrl-Break end the run like Ctrl-C: unfinished folders are removed, and the result says so."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    if sys.platform == "win32":
        signal.signal(signal.SIGBREAK, interrupt)


def _end_with_parent() -> None:
    """End at once, with everything that was started here, when the host half dies: its end of stdin closes.

    Without this a killed host half would leave this process at work beside the next run. Only on request, because a caller may
    close stdin for other reasons; and not on Windows, where a waiting read on stdin would hold up every DLL whose run-time asks
    for the standard handles while it loads (torch's do) - there the host half's Job object does the same.
    """
    if sys.platform == "win32" or os.environ.get("GLM_WATCH_PARENT") != "1":
        return

    def watch() -> None:
        try:
            while os.read(0, 4096):
                pass
        except OSError:
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
