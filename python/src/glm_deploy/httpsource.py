"""One file from one HTTP server, try by try: ranges, validators, and servers that lie. Standard library only."""

from __future__ import annotations

import http.client
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from glm_deploy.connection import Response
from glm_deploy.errors import GlmError
from glm_deploy.netconfig import redact
from glm_deploy.partfile import PartFile
from glm_deploy.retry import Budget, TransientError
from glm_deploy.transport import Transport, explain, looks_like_page

MAX_UNKNOWN = 1 << 36
"""Bytes at most of a file whose size nobody said."""
ENOUGH, PARTS = 1 << 20, 16
"""So many bytes, or one of so many parts of a smaller file, are worth counting tries and time anew."""
_CONTENT_RANGE = re.compile(r"bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE)
_PAGE_NAMES = {".html", ".htm", ".md", ".svg", ".xml"}


class CancelledError(Exception):
    """Another download failed; this one stops."""


class Attempt:
    """What the tries at one source share: the unfinished file, the progress, and what travelled."""

    def __init__(self, part: PartFile, budget: Budget, progress: Callable[[int], None], cancelled: threading.Event) -> None:
        self.part, self.budget, self.progress, self.cancelled = part, budget, progress, cancelled
        self.travelled = self._paid = 0
        self.furthest = part.offset
        self._enough = ENOUGH if part.size is None else min(ENOUGH, max(1, part.size // PARTS))
        self.mismatches = 0
        part.resumed = part.offset > 0
        self.short_answers: list[int] = []

    def take(self, chunk: bytes) -> None:
        """Keep bytes that arrived."""
        if self.cancelled.is_set():
            raise CancelledError
        if self.part.size is not None:  # What a server sends beyond the pinned size is not wanted; the hash decides on the rest.
            chunk = chunk[: self.part.size - self.part.offset]
        self.part.write(chunk)
        self.travelled += len(chunk)
        self.progress(len(chunk))
        if self.travelled - self._paid >= self._enough:
            self._paid = self.travelled
            self.budget.renew()

    def check_pace(self, began: float, grace_s: float) -> None:
        """Raise TimeoutError when too little came for the whole time that may be spent; whoever has only just begun is heard out."""
        if self.budget.spent() > self.budget.limit and self.budget.clock.now() - began > grace_s:
            raise TimeoutError("too few bytes")

    def start_anew(self) -> None:
        """Forget the bytes so far."""
        self.progress(-self.part.offset)
        self.part.discard()

    def progressed(self) -> bool:
        """Whether enough more of the file is here than when tries were last counted anew."""
        further = self.part.offset - self.furthest >= self._enough
        if further:
            self.furthest = self.part.offset
        return further

    def finish(self, shown: str) -> None:
        """Check size and hash and give the file its name.

        Raises: GlmError ``size-mismatch`` or ``hash-mismatch``, the bytes deleted; TransientError once when the bytes came in
            pieces: then one start from the beginning is worth it.
        """
        part = self.part
        part.close()
        seen, size, resumed = part.hexdigest(), part.offset, part.resumed
        if part.size is not None and size != part.size:
            self.start_anew()
            raise GlmError("size-mismatch", f"{shown} has {size} bytes, pinned are {part.size}.", file=part.target.name)
        if part.sha256 is not None and seen != part.sha256:
            self.start_anew()
            message = f"{shown} has the SHA-256 {seen[:16]}..., pinned is {part.sha256[:16]}...."
            error = GlmError("hash-mismatch", message, file=part.target.name, expected=part.sha256, observed=seen)
            self.mismatches += 1
            if resumed and self.mismatches == 1:
                raise TransientError(error, progressed=True)
            raise error
        part.promote()


class HttpSource:
    """A file at an http or https address."""

    def __init__(self, url: str, transport: Transport) -> None:
        self.url, self.transport, self.shown = url, transport, redact(url)

    def run(self, attempt: Attempt) -> None:
        """One try, from where the last one stopped.

        Raises: TransientError when another try may help; GlmError when this source cannot give the file.
        """
        part = attempt.part
        if part.offset and part.offset == part.size:
            attempt.finish(self.shown)
            return
        validator, safe = part.validator(self.url)
        if part.offset and not safe:
            attempt.start_anew()
        headers = {"Accept": "*/*"}
        if part.offset:
            headers["Range"] = f"bytes={part.offset}-"
            if validator:
                headers["If-Range"] = validator
        with self.transport.open(self.url, headers) as response:
            if response.status == 416 and part.offset:
                self._on_416(response, attempt)
                return
            self.transport.check_status(response, self.url, {200, 206} if part.offset else {200})
            self._receive(response, attempt)

    def _on_416(self, response: Response, attempt: Attempt) -> None:
        """The server has nothing after our offset: the file is complete, or another one."""
        total = re.fullmatch(r"bytes\s+\*/(\d{1,18})", response.headers.get("Content-Range", "").strip())
        if attempt.part.size is None and total and int(total.group(1)) == attempt.part.offset:
            attempt.finish(self.shown)
            return
        attempt.start_anew()
        raise TransientError(GlmError("download-interrupted", f"{self.shown} has nothing after the bytes at hand.", transient=True))

    def _receive(self, response: Response, attempt: Attempt) -> None:
        part = attempt.part
        encoded = response.packed()
        anew = response.status == 200
        if not anew:
            self._check_range(response, attempt, encoded)
            part.resumed = True
        if anew:
            attempt.progress(-part.offset)
        part.begin(self.url, response.headers.get("ETag"), response.headers.get("Last-Modified"), anew=anew)
        if encoded:  # A cut here cannot be gone on from: the offset counts decoded bytes.
            part.sidecar.unlink(missing_ok=True)
        announced = response.length
        first, began = True, attempt.budget.clock.now()
        try:
            for chunk in self._chunks(response):
                if first and anew:
                    self._refuse_page(response, chunk, attempt)
                first = False
                attempt.take(chunk)
                if part.size is not None and part.offset >= part.size:
                    break
                attempt.check_pace(began, self.transport.policy.stall_s)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:  # ValueError: a chunk of negative length.
            raise self._cut(error, attempt, encoded) from error
        self._judge_end(response, attempt, announced, anew=anew, encoded=encoded)

    def _judge_end(self, response: Response, attempt: Attempt, announced: int | None, *, anew: bool, encoded: bool) -> None:
        """The answer ended: is the file whole, cut, or another one?"""
        part = attempt.part
        if response.length and (part.size is None or part.offset < part.size):
            raise self._cut(http.client.IncompleteRead(b"", response.length), attempt, encoded)
        if part.size is not None and part.offset < part.size:
            # Some servers announce less than they have and give the rest when asked; twice the same whole answer is the file's true end.
            attempt.short_answers.append(part.offset)
            whole = anew and announced is not None
            if not whole or attempt.short_answers.count(part.offset) < 2:
                raise self._cut(http.client.IncompleteRead(b"", part.size - part.offset), attempt, encoded)
        attempt.finish(self.shown)

    def _cut(self, error: Exception, attempt: Attempt, encoded: bool) -> Exception:
        """The error of a broken answer; says whether the try got further than any before."""
        progressed = attempt.progressed()
        at = f"{attempt.part.offset} of {attempt.part.size or 'unknown'} bytes"
        if encoded:
            attempt.start_anew()
        meant = explain(error, self.url)
        if not isinstance(meant, TransientError):
            meant = TransientError(GlmError("download-interrupted", f"The answer of {self.shown} broke off.", transient=True))
        why = "too few bytes for too long" if isinstance(error, TimeoutError) else "cut"
        told = GlmError("download-interrupted", f"{self.shown}: {why} at {at}.", transient=True, file=attempt.part.target.name)
        return TransientError(told, retry_after=meant.retry_after, progressed=progressed)

    def _check_range(self, response: Response, attempt: Attempt, encoded: bool) -> None:
        """A 206 must go on exactly where we are, in the file of the pinned size."""
        part = attempt.part
        found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if found and found.group(3) != "*" and part.size is not None and int(found.group(3)) != part.size:
            attempt.start_anew()
            raise GlmError("size-mismatch", f"{self.shown} has {found.group(3)} bytes, pinned are {part.size}.", file=part.target.name)
        if not found or int(found.group(1)) != part.offset or encoded:
            attempt.start_anew()
            raise TransientError(GlmError("download-interrupted", f"{self.shown} answered with another range than asked.", transient=True))

    def _refuse_page(self, response: Response, chunk: bytes, attempt: Attempt) -> None:
        """A page for people instead of the file is refused at its first bytes."""
        if Path(attempt.part.target.name).suffix.lower() in _PAGE_NAMES:
            return
        if looks_like_page(response.headers.get_content_type(), chunk):
            attempt.start_anew()
            raise GlmError("login-page", f"{self.shown} sent a web page, which looks like a login page.", file=attempt.part.target.name)

    def _chunks(self, response: Response) -> Iterator[bytes]:
        """The body as it arrives, unpacked."""
        total = 0
        for piece in response.body(self.transport.policy.stall_s):
            total += len(piece)
            if total > MAX_UNKNOWN:
                raise GlmError("size-mismatch", f"{self.shown} sends more than {MAX_UNKNOWN >> 30} GiB.")
            yield piece
