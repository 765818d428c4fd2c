"""A local HTTP server that serves files well or badly, as a test scripts it.

``server.files[path] = bytes`` is served with ranges, ETag and length; ``server.script[path] = [fault, ...]`` takes one fault for each
request in order (the last one stays if ``server.sticky``), then serves well. Every request is kept in ``server.seen``.
"""

from __future__ import annotations

import gzip
import hashlib
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Fault = Callable[["Handler", bytes], None]
LOGIN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><input type=password></body></html>" + b" " * 4096


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: Message


@dataclass
class FaultServer:
    """See the module; use as a context manager."""

    certificate: Path | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    script: dict[str, list[Fault]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    sticky: bool = False
    user: str = ""
    ranges: bool = True

    def __enter__(self) -> FaultServer:
        owner = self

        class Bound(Handler):
            server_owner = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._server.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str, *, host: str = "127.0.0.1", user: str = "") -> str:
        """The address of a path."""
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{user + '@' if user else ''}{host}:{self._server.server_address[1]}{path}"

    def requests(self, path: str) -> list[Seen]:
        """The requests for a path."""
        return [one for one in self.seen if one.path == path]


class Handler(BaseHTTPRequestHandler):
    """Serves the owner's files."""

    server_owner: FaultServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """A client that goes away is no error of the server."""
        try:
            super().handle()
        except OSError:
            return

    def do_CONNECT(self) -> None:
        """A proxy that refuses tunnels."""
        self.server_owner.seen.append(Seen("CONNECT", self.path, self.headers))
        self.answer(407, b"")

    def do_GET(self) -> None:
        """Serve or misbehave."""
        owner, path = self.server_owner, self.path.partition("?")[0]
        if path.startswith("http://"):  # As a proxy is asked.
            path = "/" + path.split("/", 3)[3]
        owner.seen.append(Seen("GET", path, self.headers))
        faults = owner.script.get(path, [])
        body = owner.files.get(path, b"")
        if faults:
            fault = faults[0] if owner.sticky and len(faults) == 1 else faults.pop(0)
            fault(self, body)
        elif owner.user and self.headers.get("Authorization") != owner.user:
            self.answer(401, b"")
        elif path not in owner.files:
            self.answer(404, b"not here")
        else:
            self.serve(body)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        """One answer with its length."""
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | {key.replace("_", "-"): value for key, value in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def serve(self, body: bytes) -> None:
        """The file or its asked range, as a good server does."""
        path = self.path.partition("?")[0]
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        kind = self.server_owner.types.get(path, "application/octet-stream")
        start = self.range_start(etag)
        if start is None:
            self.answer(200, body, ETag=etag, Content_Type=kind)
        elif start >= len(body):
            self.answer(416, b"", Content_Range=f"bytes */{len(body)}")
        else:
            self.answer(206, body[start:], ETag=etag, Content_Type=kind, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}")

    def range_start(self, etag: str) -> int | None:
        """Where the asked range begins; None for the whole file."""
        asked = self.headers.get("Range")
        if not asked or not self.server_owner.ranges or self.headers.get("If-Range", etag) != etag:
            return None
        return int(asked.removeprefix("bytes=").rstrip("-"))

    def hang_up(self) -> None:
        """Close the connection at once."""
        self.wfile.flush()
        self.close_connection = True


def status(code: int, **headers: str) -> Fault:
    """Answer with a status."""
    return lambda handler, _: handler.answer(code, b"", **headers)


def cut(after: int) -> Fault:
    """Announce the rest of the file, send ``after`` bytes of it and hang up."""

    def fault(handler: Handler, body: bytes) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        start = handler.range_start(etag)
        rest = body[start or 0 :]
        handler.send_response(206 if start is not None else 200)
        handler.send_header("ETag", etag)
        handler.send_header("Content-Length", str(len(rest)))
        if start is not None:
            handler.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        handler.end_headers()
        handler.wfile.write(rest[:after])
        handler.hang_up()

    return fault


def stall(after: int, seconds: float) -> Fault:
    """Send some bytes, then nothing for a while."""

    def fault(handler: Handler, body: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:after])
        handler.wfile.flush()
        time.sleep(seconds)
        handler.hang_up()

    return fault


def announce(length: int) -> Fault:
    """Lie about the length: announce ``length``, send what there is, hang up."""

    def fault(handler: Handler, body: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.hang_up()

    return fault


def login_page() -> Fault:
    """A login page with status 200."""
    return lambda handler, _: handler.answer(200, LOGIN, Content_Type="text/html; charset=utf-8")


def redirect(url: str) -> Fault:
    """Send the client elsewhere."""
    return lambda handler, _: handler.answer(302, b"", Location=url)


def wrong_range() -> Fault:
    """A 206 for another range than the asked one."""
    return lambda handler, body: handler.answer(206, body[:10], Content_Range=f"bytes 0-9/{len(body)}")


def gzipped() -> Fault:
    """Send the file compressed although identity was asked for."""
    return lambda handler, body: handler.answer(200, gzip.compress(body), Content_Encoding="gzip")


def chunked(cut_after: int | None = None) -> Fault:
    """Send the file in chunks; with ``cut_after`` without the end."""

    def fault(handler: Handler, body: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        sent = body if cut_after is None else body[:cut_after]
        for start in range(0, len(sent), 1000):
            piece = sent[start : start + 1000]
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if cut_after is None:
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.hang_up()

    return fault
