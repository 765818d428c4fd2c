"""Answers that no server of good will gives: each ends in a named error, in time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from glm_deploy.errors import GlmError
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
    assert "404 ?[31mGone" in caught.value.message
