"""The connection below a request: it ends in time whatever the server does, and unpacks what it packed. Standard library only."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
CRAWL_BYTES = 1024
"""A server that sends less than this in twice ``stall_s`` stands still, though a byte drips now and then."""
_PORTION = 4 << 20
"""Bytes at most that are unpacked at once: a small answer may unpack to more than the memory holds."""


def _hang_up(line: socket.socket | None) -> None:
    if line is not None:
        with contextlib.suppress(OSError):  # It ended at this very moment.
            line.shutdown(socket.SHUT_RDWR)


class Response(http.client.HTTPResponse):
    """An answer whose body must keep coming: one that drips a byte now and then never times out by itself."""

    def __init__(self, line: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(line, *arguments, **options)
        self._line = line

    def pieces(self, stall_s: float, size: int = 1 << 18) -> Iterator[bytes]:
        """The body as it arrives, each piece of at most ``size`` bytes.

        Raises: TimeoutError when less than CRAWL_BYTES came in twice ``stall_s``; what the connection raises.
        """
        arrived, waiting, late = 0, False, False
        over = threading.Event()

        def watch() -> None:
            nonlocal late
            seen = 0
            while not over.wait(2 * stall_s):
                if waiting and arrived - seen < CRAWL_BYTES:
                    late = True
                    _hang_up(self._line)
                    return
                seen = arrived

        threading.Thread(target=watch, daemon=True).start()
        try:
            while True:
                waiting = True
                data = self.read1(size)
                waiting = False
                if not data:
                    break
                arrived += len(data)
                yield data
        except (OSError, http.client.HTTPException, ValueError) as error:
            if not late:
                raise
            raise TimeoutError("the server drips") from error
        finally:
            over.set()
        if late:  # A body that was cut reads as one that ended.
            raise TimeoutError("the server drips")

    def packed(self) -> bool:
        """Whether the server compressed the body, though nobody asked for it."""
        return (self.headers.get("Content-Encoding") or "identity").strip().lower() not in {"", "identity"}

    def body(self, stall_s: float) -> Iterator[bytes]:
        """``pieces``, unpacked where they are ``packed``.

        Raises: as ``pieces``; zlib.error for another packing than gzip and deflate; IncompleteRead where the packing was cut.
        """
        if not self.packed():
            yield from self.pieces(stall_s)
            return
        decoder = zlib.decompressobj(47)  # 15 bits of window, and 32 for either of the two formats.
        for piece in self.pieces(stall_s):
            left = piece
            while left:
                unpacked = decoder.decompress(left, _PORTION)
                if unpacked:
                    yield unpacked
                if decoder.eof:
                    return
                left = decoder.unconsumed_tail
        raise http.client.IncompleteRead(b"")


class _HeadLimit(http.client.HTTPConnection):
    """A connection that must stand, and whose answer must begin, in twice the silence that is allowed: a server or proxy that drips a
    byte at a time never times out by itself."""

    response_class = Response

    def connect(self) -> None:
        """Connect, through the proxy's tunnel and TLS where they are asked for."""
        self._in_time(super().connect)

    def getresponse(self) -> http.client.HTTPResponse:
        """The answer's head."""
        return self._in_time(super().getresponse)

    def _in_time(self, step: Callable[[], T]) -> T:
        late = threading.Event()

        def cut() -> None:
            late.set()
            _hang_up(self.sock)

        timer = threading.Timer(2 * float(self.timeout or 30), cut)
        timer.daemon = True
        timer.start()
        try:
            result = step()
        except (OSError, http.client.HTTPException) as error:
            if not late.is_set():
                raise
            raise TimeoutError("the server drips") from error
        finally:
            timer.cancel()
        if late.is_set():  # A cut head reads as one that ended.
            raise TimeoutError("the server drips")
        return result


class _HeadLimitTls(_HeadLimit, http.client.HTTPSConnection):
    """The same over TLS."""


class Http(urllib.request.HTTPHandler):
    """Opens http addresses over such connections."""

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """The answer's head."""
        return self.do_open(_HeadLimit, req)


class Https(urllib.request.HTTPSHandler):
    """The same for https."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._settings = context

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """The answer's head."""
        return self.do_open(_HeadLimitTls, req, context=self._settings)
