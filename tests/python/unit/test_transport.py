"""Answers that no server of good will gives: each ends in a named error, in time."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import faultserver as fault
from support.faultserver import FaultServer, Handler

from glm_deploy import events
from glm_deploy.download import Session, download
from glm_deploy.errors import GlmError
from glm_deploy.indexes import Finder
from glm_deploy.lock import Package
from glm_deploy.netconfig import Network
from glm_deploy.retry import RetryPolicy, TransientError
from glm_deploy.transport import Transport

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
Serve = Callable[[Callable[[], Iterator[bytes]]], str]
POLICY = RetryPolicy(attempts=1, stall_s=0.4)


def drip(begin: bytes, piece: bytes) -> Callable[[], Iterator[bytes]]:
    def send() -> Iterator[bytes]:
        yield begin
        for _ in range(200):
            time.sleep(0.1)
            yield piece

    return send


@pytest.fixture
def serve() -> Iterator[Serve]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def start(send: Callable[[], Iterator[bytes]]) -> str:
            def work() -> None:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    try:
                        for piece in send():
                            connection.sendall(piece)
                    except OSError:
                        return  # The client hung up, as it should.

            threading.Thread(target=work, daemon=True).start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}/simple/x/"

        yield start


@pytest.mark.parametrize(
    "send",
    [drip(b"", b"H"), drip(HEAD, b"X: y\r\n"), drip(HEAD + b"Content-Length: 9000\r\n\r\n", b"x"),
     drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
     drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n")],
    ids=["status line", "header", "body", "continue", "chunk", "trailer"],
)  # fmt: skip
def test_a_server_that_drips_is_left_in_time(serve: Serve, send: Callable[[], Iterator[bytes]]) -> None:
    begin = time.monotonic()
    with pytest.raises((TransientError, GlmError)):
        Transport(Network(), POLICY).fetch(serve(send), accept="*/*", limit=1 << 20)
    assert time.monotonic() - begin < 8


def test_a_page_that_comes_steadily_but_too_slowly_ends_with_the_budget(serve: Serve) -> None:
    address = serve(drip(HEAD + b"\r\n", b"x" * 2048))
    begin = time.monotonic()
    with pytest.raises(TransientError, match="did not answer in time"):
        Transport(Network(), RetryPolicy(stall_s=0.4, budget_s=1)).fetch(address, accept="*/*", limit=1 << 20)
    assert 0.9 < time.monotonic() - begin < 4


def test_a_proxy_that_drips_is_left_in_time(serve: Serve) -> None:
    proxy = serve(drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))
    begin = time.monotonic()
    with pytest.raises(TransientError, match="did not answer in time"):
        Transport(Network({"https": proxy}), POLICY).fetch("https://h.invalid/x/", accept="*/*", limit=1 << 20)
    assert time.monotonic() - begin < 8


def test_a_chunk_of_negative_length_is_a_broken_answer(serve: Serve) -> None:
    address = serve(lambda: iter([HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc"]))
    with pytest.raises((TransientError, GlmError)):
        Transport(Network(), POLICY).fetch(address, accept="*/*", limit=1 << 20)


def test_a_status_text_cannot_command_the_terminal(serve: Serve) -> None:
    address = serve(lambda: iter([b"HTTP/1.1 404 \x1b[31mGone\r\nContent-Length: 0\r\n\r\n"]))
    with pytest.raises(GlmError) as caught:
        Transport(Network(), POLICY).fetch(address, accept="*/*", limit=1 << 20)
    assert caught.value.message == f"{address} answered 404 Not Found."


def test_a_status_that_no_standard_knows_is_a_number(serve: Serve) -> None:
    address = serve(lambda: iter([b"HTTP/1.1 499 Gone\r\nContent-Length: 0\r\n\r\n"]))
    with pytest.raises(GlmError) as caught:
        Transport(Network(), POLICY).fetch(address, accept="*/*", limit=1 << 20)
    assert caught.value.message == f"{address} answered 499."


def test_the_body_of_a_redirect_is_not_waited_for(serve: Serve, server: FaultServer) -> None:
    server.files["/x"] = b"data"
    head = f"HTTP/1.1 302 Found\r\nLocation: {server.url('/x')}\r\n\r\n".encode()
    begin = time.monotonic()
    assert Transport(Network(), POLICY).fetch(serve(drip(head, b"x")), accept="*/*", limit=100)[0] == b"data"
    assert time.monotonic() - begin < 5


def echo(code: int, *, reason: bool = False, **headers: str) -> fault.Fault:
    """Answer with what the request was authorized by, as a server in debug mode does: as the reason, and for ``{}`` in headers."""

    def send(handler: Handler, _: bytes) -> None:
        said = handler.headers.get("Authorization", "")
        handler.send_response(code, f"Denied {said}" if reason else None)
        for name, value in ({"Content-Length": "0"} | headers).items():
            handler.send_header(name.replace("_", "-"), value.format(said.removeprefix("Basic ")))
        handler.end_headers()

    return send


@pytest.mark.parametrize(
    "answer",
    [echo(403, reason=True), echo(503, reason=True), echo(404, reason=True), echo(200, Content_Type="text/{}"),
     echo(206, Content_Range="{}"), echo(302, Location="ftp://h/{}"), echo(302, Location="{}:x"),
     echo(302, Location="http://h:{}/"), echo(302, reason=True), echo(503, Retry_After="{}"), echo(200, Content_Encoding="{}"),
     echo(200, Content_Type="a/{}; charset={}")],
    ids=["403", "503", "404", "type", "range", "ftp", "scheme", "port", "nowhere", "retry", "packing", "type of two"],
)  # fmt: skip
def test_no_word_of_the_servers_gets_into_a_message(server: FaultServer, tmp_path: Path, answer: fault.Fault) -> None:
    network, (index,) = Network().with_credentials_of([server.url("/simple", user="joe:S3cr%40t%2Fpw")])
    server.sticky = True
    server.script["/simple/x/"] = server.script["/simple/x-1.whl"] = [answer]
    package = Package("x", "1", "x-1.whl", 4, "ab" * 32, "pypi")
    policy = RetryPolicy(attempts=2, base_s=0.01, stall_s=1)
    seen: list[events.Event] = []
    with events.sink(seen.append), pytest.raises(GlmError) as page:
        Finder(Session(policy, network), ()).remote(package, [index], direct=False)
    (tmp_path / "x.part").write_bytes(b"a")
    (tmp_path / "x.part.json").write_text(json.dumps({"schema": 1, "sha256": "ab" * 32, "size": 4}))
    with events.sink(seen.append), pytest.raises(GlmError) as file:
        download([index + "/x-1.whl"], tmp_path / "x", sha256="ab" * 32, size=4, policy=policy, network=network)
    told = f"{page.value.as_dict()} {file.value.as_dict()} {seen}".lower()
    secret = base64.b64encode(b"joe:S3cr@t/pw").decode()
    assert server.seen[0].headers["Authorization"] == f"Basic {secret}"
    assert [word for word in (secret.lower(), "s3cr", "denied") if word in told] == []


def test_the_pair_of_an_address_goes_on_within_its_origin_only(server: FaultServer) -> None:
    network, url = Network(), server.url("/start", user="u:p")
    server.user = "Basic " + base64.b64encode(b"u:p").decode()
    server.files["/x"] = b"data"
    server.script["/start"] = [fault.redirect("/x")]
    assert Transport(network, POLICY).fetch(url, accept="*/*", limit=100)[0] == b"data"
    with FaultServer() as other:
        other.files["/x"] = b"data"
        server.script["/start"] = [fault.redirect(other.url("/x"))]
        assert Transport(network, POLICY).fetch(url, accept="*/*", limit=100)[0] == b"data"
        assert other.seen[0].headers["Authorization"] is None
