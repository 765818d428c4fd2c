"""The one downloader: resumable, ranged, hashed, mirrored; for wheels, conda packages and weights. Standard library only.

A file gets its name only after its size and SHA-256 proved right. Nothing that was brought is ever executed here.
"""

from __future__ import annotations

import contextvars
import functools
import os
import queue
import re
import threading
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from glm_deploy import events, files
from glm_deploy.errors import GlmError, from_exception
from glm_deploy.httpsource import Attempt, HttpSource
from glm_deploy.netconfig import Network, redact
from glm_deploy.partfile import PartFile, WriteError
from glm_deploy.pip_settings import load_settings
from glm_deploy.retry import Budget, Clock, RetryPolicy, TransientError, Tries
from glm_deploy.transient import is_transient
from glm_deploy.transport import Transport

THREADS = 4
_FIRST_ROUND = 2
"""Tries at each of several sources before any of them gets the rest of its tries."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|file:")
_WORST_FIRST = ("hash-mismatch", "size-mismatch", "tls-untrusted", "http-auth", "proxy-refused", "login-page", "address-refused")


@dataclass(frozen=True)
class Job:
    """A file to bring.

    sources: addresses (http, https, file) or paths in the order of preference, or a function that finds them when its turn comes;
    target: the final path; size in bytes and sha256 (64 hex digits), where known.
    """

    sources: Sequence[str] | Callable[[], Sequence[str]]
    target: Path
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a job: bytes that really travelled, the source that had it (redacted), and every failed source with its error."""

    target: Path
    downloaded: int
    source: str
    failed: tuple[dict[str, str], ...] = ()


@dataclass
class Session:
    """What several downloads share."""

    policy: RetryPolicy
    network: Network | None = None
    clock: Clock = field(default_factory=Clock)
    cancelled: threading.Event = field(default_factory=threading.Event)

    @functools.cached_property
    def transport(self) -> Transport:
        """Made when the first address needs it; without ``network`` the environment and pip's configuration decide."""
        return Transport(self.network or load_settings().network, self.policy)


def download(
    sources: Sequence[str], target: Path, *, sha256: str | None = None, size: int | None = None,
    policy: RetryPolicy | None = None, network: Network | None = None, progress: Callable[[int], None] | None = None,
) -> Outcome:  # fmt: skip
    """Bring one file; see ``Job`` for the arguments. ``progress`` gets every number of bytes that is new on disk.

    Raises: GlmError of contract/errors/network.json or ``disk-full``; its context lists every source that was ``tried``.
    """
    job = Job(sources, target, size, sha256)
    files.require_space(target.parent, _missing(job), target.name)
    return bring(job, Session(policy or RetryPolicy(), network), progress or _meter(f"fetch {target.name}", size).add)


def download_all(
    jobs: Iterable[Job], *, policy: RetryPolicy, network: Network | None = None, threads: int = THREADS, what: str = ""
) -> list[Outcome]:
    """Bring several files at once, with one progress for all; the first failure stops the rest, what was brought is kept.

    Returns: the outcomes in the order of the jobs.
    Raises: as ``download``.
    """
    todo = list(jobs)
    if not todo:
        return []
    if len({os.path.normcase(job.target) for job in todo}) != len(todo):
        raise ValueError("two jobs have the same target")
    files.require_space(todo[0].target.parent, sum(_missing(job) for job in todo), what or f"{len(todo)} files")
    sizes = [job.size for job in todo]
    meter = _meter(what or f"fetch {len(todo)} files", None if None in sizes else sum(size or 0 for size in sizes))
    session = Session(policy, network)
    return _in_threads([lambda job=job: bring(job, session, meter.add) for job in todo], session, min(threads, len(todo)))  # type: ignore[misc]


class _Meter:
    """Progress that several threads may add to."""

    def __init__(self, progress: events.Progress) -> None:
        self._progress, self._lock = progress, threading.Lock()

    def add(self, amount: int) -> None:
        """Count bytes; a negative amount takes back what must be brought again."""
        with self._lock:
            self._progress.add(amount)


def _meter(message: str, total: int | None) -> _Meter:
    return _Meter(events.Progress(message, total, "bytes"))


def _missing(job: Job) -> int:
    part = job.target.with_name(job.target.name + ".part")
    try:
        return max(0, (job.size or 0) - part.stat().st_size)
    except OSError:
        return job.size or 0


def _in_threads(tasks: list[Callable[[], Outcome]], session: Session, count: int) -> list[Outcome]:
    """Run tasks in daemon threads: an interrupt must end the process at once, not when a silent server's time is up."""
    waiting: queue.SimpleQueue[tuple[int, Callable[[], Outcome]]] = queue.SimpleQueue()
    finished: queue.SimpleQueue[tuple[int, Outcome | BaseException]] = queue.SimpleQueue()
    for item in enumerate(tasks):
        waiting.put(item)

    def work() -> None:
        while not session.cancelled.is_set():
            try:
                index, task = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                finished.put((index, task()))
            except BaseException as error:
                session.cancelled.set()
                finished.put((index, error))

    # The sink and the stage of events are context variables, which threads do not inherit.
    threads = [threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    outcomes: dict[int, Outcome] = {}
    try:
        while len(outcomes) < len(tasks):
            try:
                index, result = finished.get(timeout=0.2)  # On Windows a wait without limit would not see Ctrl-C.
            except queue.Empty:
                continue
            if isinstance(result, BaseException):
                for thread in threads:  # Give them a moment to close their files, which Windows would not let be replaced.
                    thread.join(0.5)
                raise result
            outcomes[index] = result
    finally:
        session.cancelled.set()
    return [outcomes[index] for index in range(len(tasks))]


def bring(job: Job, session: Session, progress: Callable[[int], None]) -> Outcome:
    """Bring one file within a session: every source briefly, then those that may have failed by chance with full patience.

    Raises: GlmError; of several failures the gravest, with all of them as ``tried``.
    """
    sources = list(job.sources() if callable(job.sources) else job.sources)
    if not sources:
        raise GlmError("index-file-missing", f"No source is known for {job.target.name}.", file=job.target.name)
    part = PartFile(job.target, job.sha256, job.size)
    if job.sha256 and job.target.is_file() and files.sha256_file(job.target) == job.sha256:
        progress(job.target.stat().st_size)
        return Outcome(job.target, 0, str(job.target))
    tried: dict[str, GlmError] = {}
    try:
        part.load(progress)
        found = _from_any(list(dict.fromkeys(sources)), part, session, progress, tried)
        if found is not None:
            return Outcome(job.target, found[1], redact(found[0]), tuple(_told(tried)))
    except GlmError as error:
        if error.id == "disk-full":
            part.discard()
        raise
    finally:
        part.close()
    raise _gravest(tried)


def _told(tried: dict[str, GlmError]) -> list[dict[str, str]]:
    return [{"source": redact(source), "id": error.id, "message": error.message} for source, error in tried.items()]


def _gravest(tried: dict[str, GlmError]) -> GlmError:
    def rank(error: GlmError) -> int:
        return _WORST_FIRST.index(error.id) if error.id in _WORST_FIRST else len(_WORST_FIRST)

    error = min(tried.values(), key=rank)
    error.context["tried"] = _told(tried)
    return error


def _from_any(
    sources: list[str], part: PartFile, session: Session, progress: Callable[[int], None], tried: dict[str, GlmError]
) -> tuple[str, int] | None:
    """The source that had the file and the bytes that travelled from it; None when all failed, each one's last failure in ``tried``.

    One budget for all. In the first round nobody gets more than a fair share of it, so that a bad source leaves the good one its time.
    """
    budget = Budget(session.policy, session.clock)
    tries = {source: Tries(session.policy, budget) for source in sources}
    for first in (True, False) if len(sources) > 1 else (False,):
        at_most, left = (_FIRST_ROUND if first else session.policy.attempts), list(tries)
        for place, source in enumerate(left):
            budget.share(len(left) - place if first else 1)
            if tries[source].pause() is None:
                continue
            try:
                return source, _from_source(source, part, session, tries[source], progress, at_most)
            except GlmError as error:
                if error.id in {"disk-full", "root-not-writable"}:
                    raise
                if not error.context.get("transient"):
                    del tries[source]
                tried[source] = error
                if any(other.pause() is not None for name, other in tries.items() if name != source):
                    events.warning(f"{part.target.name}: {error.message} Trying the next source.", id=error.id)
    return None


def _from_source(source: str, part: PartFile, session: Session, tries: Tries, progress: Callable[[int], None], at_most: int) -> int:
    """A round of tries at one source. Returns: bytes that travelled."""
    attempt = Attempt(part, tries.budget, progress, session.cancelled)
    if _SCHEME.match(source) and not source.lower().startswith("file:"):
        reader = HttpSource(source, session.transport)
        work: Callable[[], None] = lambda: reader.run(attempt)  # noqa: E731
    else:
        path = local_path(source)
        work = lambda: _copy(path, source, attempt)  # noqa: E731
    tries.run(lambda: _guarded(work, part), part.target.name, at_most)
    return attempt.travelled


def _guarded(work: Callable[[], None], part: PartFile) -> None:
    """One try, with the disk's errors told apart from the network's."""
    try:
        work()
    except (OSError, WriteError) as caught:
        part.close()
        error = caught.error if isinstance(caught, WriteError) else caught
        if is_transient(error):
            raise TransientError(from_exception(error)) from error
        mapped = from_exception(error)
        if mapped.id == "disk-full":
            raise GlmError("disk-full", f"The disk is full while writing {part.target}.", path=str(part.target)) from error
        raise mapped from error
    except BaseException:
        part.close()
        raise


def local_path(source: str) -> Path:
    """The path that a ``file:`` address or a plain path names; on Windows also ``file://server/share/...``."""
    if not source.lower().startswith("file:"):
        return Path(source)
    parts = urlsplit(source)
    host = parts.netloc.lower()
    if host in {"", "localhost"}:
        return Path(urllib.request.url2pathname(parts.path))
    if os.name != "nt":
        raise GlmError("address-refused", f"{redact(source)} names another computer; mount its share and give the folder.")
    return Path(f"\\\\{parts.netloc}" + urllib.request.url2pathname(parts.path))


def _copy(path: Path, source: str, attempt: Attempt) -> None:
    """Bring a file from a folder or share: read anew each time, hashed on the way."""
    part = attempt.part
    if not path.is_file():
        raise GlmError("local-file-missing", f"There is no file {path}.", path=str(path))
    size = path.stat().st_size
    if part.size is not None and size != part.size:
        raise GlmError("size-mismatch", f"{path} has {size} bytes, pinned are {part.size}.", path=str(path))
    with path.open("rb") as file:
        attempt.progress(-part.offset)
        part.begin(source, None, None, anew=True)
        while chunk := file.read(files.CHUNK):
            attempt.take(chunk)
    attempt.finish(str(path))
