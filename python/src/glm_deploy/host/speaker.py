"""The only speaker of the contract on this side: one request file in, exactly one object out, strictly read.

Standard library only.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from glm_deploy import files
from glm_deploy.contract import CONTRACT_VERSION
from glm_deploy.errors import PROJECT_ROOT, GlmError, exit_table
from glm_deploy.host.runlog import RunLog

_DROPPED = re.compile(r"(PYTHON(?!VERBOSE)|CONDA_|MAMBA_|_CE_|VIRTUAL_ENV|__PYVENV_LAUNCHER__).*")
"""What bends a Python or an environment; the PowerShell door leaves out the same. PYTHONVERBOSE only talks."""


class RemoteError(GlmError):
    """A failure that the model half reported; ``data`` is what it had done before."""

    def __init__(self, error: dict[str, Any], data: dict[str, Any]) -> None:
        super().__init__(str(error["id"]), str(error["message"]), hint=error.get("hint"), **(error.get("context") or {}))
        self.data = data


def clean_environment() -> dict[str, str]:
    """This process's environment without what would bend another Python."""
    return {key: value for key, value in os.environ.items() if not _DROPPED.fullmatch(key.upper())}


def child_environment(root: Path) -> dict[str, str]:
    """The environment of the model half: a clean one, plus UTF-8 and the parent watch.

    Byte code goes below the root: it halves the time of importing torch, and the project's folder may be read-only.
    """
    byte_code = str(root / "cache" / "pycache")
    return clean_environment() | {"PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1", "PYTHONPYCACHEPREFIX": byte_code, "GLM_WATCH_PARENT": "1"}


def call(python: Path, request: dict[str, Any], log: RunLog, *, limit_s: float) -> dict[str, Any]:
    """Run one verb in ``python`` and return its data. The request names at least ``contract``, ``verb`` and ``root``.

    Raises: RemoteError with the model half's own error, or GlmError ``contract-*`` where the contract was broken.
    """
    verb = request["verb"]
    path = log.folder / f"request-{verb}.json"
    files.write_json(path, request)
    command = [str(python), "-X", "utf8", "-m", "glm_deploy", "run", str(path)]
    try:
        process = subprocess.Popen(
            command, cwd=PROJECT_ROOT / "python" / "src", env=child_environment(Path(request["root"])),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise GlmError("contract-not-started", f"{python} could not be started: {error.strerror or error}.") from error
    stdout = _drain(process, verb, log, limit_s)
    return _read_strictly(verb, process.returncode, stdout)


def _drain(process: subprocess.Popen[bytes], verb: str, log: RunLog, limit_s: float) -> bytes:
    """Follow both streams until the process ends; end its whole tree at the time limit and on Ctrl-C."""
    chunks: list[bytes] = []
    readers = [
        threading.Thread(target=_collect, args=(process.stdout, chunks), daemon=True),
        threading.Thread(target=_follow, args=(process.stderr, verb, log), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        _end_tree(process)
        raise GlmError("contract-timeout", f"The verb {verb} did not end within {limit_s:.0f} s.") from None
    except BaseException:
        _end_tree(process)
        raise
    finally:
        _settle(process, readers)
    return b"".join(chunks)


def _settle(process: subprocess.Popen[bytes], readers: list[threading.Thread]) -> None:
    """Read what is still in the pipes and let them go; whoever of the process's session still holds them open is ended."""
    for reader in readers:
        reader.join(2)
    if sys.platform != "win32" and any(reader.is_alive() for reader in readers):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        for reader in readers:
            reader.join(8)
    if process.stdin is not None:
        process.stdin.close()
    for reader, stream in zip(readers, (process.stdout, process.stderr), strict=True):
        if stream is not None and not reader.is_alive():  # Closing would wait for a reader that waits for somebody out of reach.
            stream.close()


def _collect(stream: IO[bytes], chunks: list[bytes]) -> None:
    # Piece by piece: a forgotten grandchild may hold the stream open long after the answer came.
    while piece := os.read(stream.fileno(), 1 << 16):
        chunks.append(piece)


def _follow(stream: IO[bytes], verb: str, log: RunLog) -> None:
    for line in stream:
        text = line.decode("utf-8", "replace")
        try:
            event = json.loads(text)
            if not {"time", "level", "stage", "message", "fields"} <= event.keys():
                raise ValueError
        except (ValueError, AttributeError):
            if text.strip():
                log.raw(verb, text)
            continue
        event["stage"] = event["stage"] or verb
        log.event(event)


def _end_tree(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started: its session on POSIX, its tree on Windows."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(5)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read_strictly(verb: str, code: int, stdout: bytes) -> dict[str, Any]:
    known = {row["python"]: row["name"] for row in exit_table().values()}
    if code not in known:
        cause = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise GlmError("contract-exit-code", f"The verb {verb} ended with {cause}, which the contract does not know.", exit_code=code)
    lines = [line for line in stdout.splitlines() if line.strip()]
    if len(lines) != 1:
        raise GlmError("contract-not-one-object", f"The verb {verb} wrote {len(lines)} lines on stdout, expected one object.")
    try:
        result = json.loads(lines[0])
    except ValueError as error:
        raise GlmError("contract-not-json", f"The verb {verb} answered with something that is not JSON: {error}.") from error
    _check_shape(verb, result)
    if not result["ok"]:
        raise RemoteError(result["error"], result["data"])
    if code != 0:
        raise GlmError("contract-exit-code", f"The verb {verb} said ok but ended with {code}.", exit_code=code)
    data: dict[str, Any] = result["data"]
    return data


def _check_shape(verb: str, result: Any) -> None:
    good = (
        isinstance(result, dict)
        and set(result) == {"contract", "verb", "ok", "data", "error"}
        and result["contract"] == CONTRACT_VERSION
        and isinstance(result["ok"], bool)
        and isinstance(result["data"], dict)
        and (result["error"] is None) == result["ok"]
        and (result["ok"] or {"id", "message", "context", "hint"} == set(result["error"]))
    )
    if not good:
        raise GlmError("contract-shape", f"The verb {verb} answered with an object of another shape.")
    if result["verb"] not in {verb, "unknown"}:
        raise GlmError("contract-verb", f"The verb {verb} was asked, {result['verb']!r} answered.")
