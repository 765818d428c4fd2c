"""One HTTP request: proxy, TLS, credentials, redirects, and what each failure means. Standard library only."""

from __future__ import annotations

import http.client
import re
import ssl
import time
import urllib.error
import urllib.request
import zlib
from email.message import Message
from http import HTTPStatus
from typing import IO, Any, cast

from glm_deploy import __version__
from glm_deploy.connection import Http, Https, Response
from glm_deploy.errors import GlmError
from glm_deploy.netconfig import Network, escaped, origin, redact, split_credentials
from glm_deploy.retry import RetryPolicy, TransientError
from glm_deploy.transient import is_transient, retry_after_s

_REDIRECTS = {301, 302, 303, 307, 308}
_HTML_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|script|meta|title)\b", re.IGNORECASE)


class _Answers(urllib.request.HTTPErrorProcessor):
    """Give every status but a redirect back to the caller, who knows what 416 means."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        if response.status in _REDIRECTS:
            return super().http_response(request, response)
        return response

    https_response = http_response


class _Request(urllib.request.Request):
    """A request that knows whose credentials it and the requests that redirects make of it may carry."""

    def __init__(self, url: str, network: Network, **options: Any) -> None:
        super().__init__(url, **options)
        self.network = network
        header = network.authorization(url)
        if header:  # Of its own origin only, and in a way that urllib does not carry to a redirect's target.
            self.add_unredirected_header("Authorization", header)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow redirects, but never down to http or to another scheme, and never with credentials of the host before."""

    max_redirections = 10

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """The request to the new place."""
        fp.close()  # Unread: urllib would read to the end of a body that nobody wants, and that may have none.
        try:
            target = escaped(split_credentials(newurl)[0])
        except GlmError:  # Its own words would repeat the server's, which may be what the server was sent.
            raise GlmError("address-refused", f"{redact(req.full_url)} redirects to what is no address.") from None
        scheme = origin(target).partition(":")[0]
        if scheme not in {"http", "https"} or (req.full_url.startswith("https:") and scheme != "https"):
            where = "plain http" if scheme == "http" else "another kind of address"
            raise GlmError("address-refused", f"{redact(req.full_url)} redirects to {where}, which is not followed.")
        kept = {key: value for key, value in req.headers.items() if key.lower() not in {"authorization", "proxy-authorization", "cookie"}}
        network = cast(_Request, req).network
        return _Request(target, network, headers=kept, origin_req_host=req.origin_req_host, unverifiable=True)


class Transport:
    """Opens addresses by one network's settings and one policy; safe to share between threads."""

    def __init__(self, network: Network, policy: RetryPolicy) -> None:
        self.network, self.policy = network, policy
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(dict(network.proxies)), Http(),
            Https(network.tls()), urllib.request.HTTPDefaultErrorHandler(), _Redirects(), _Answers(),
        ):  # fmt: skip
            self._opener.add_handler(handler)

    def open(self, url: str, headers: dict[str, str]) -> Response:
        """Ask for an address.

        Returns: the answer, of any status that is not a redirect; reading it times out after ``stall_s`` of silence.
        Raises: TransientError for what may pass, GlmError for what will not.
        """
        network, (clean,) = self.network.with_credentials_of([url])
        if origin(clean).partition(":")[0] not in {"http", "https"}:
            raise GlmError("address-refused", f"{redact(url)[:200]} is no http or https address.")
        sent = {"User-Agent": f"glm-deploy/{__version__}", "Accept-Encoding": "identity", **headers}
        request = None
        try:
            request = _Request(escaped(clean), network, headers=sent)
            answer: Response = self._opener.open(request, timeout=self.policy.stall_s)
            return answer
        except urllib.error.HTTPError as error:  # Only a redirect that leads nowhere or in a circle is raised as one.
            error.close()
            target = error.headers.get("Location", "")
            if ":" in target.partition("/")[0] and not target.lower().startswith(("http:", "https:")):
                raise GlmError("address-refused", f"{redact(url)} redirects to another kind of address, which is not followed.") from None
            raise GlmError("http-status", f"{redact(url)} answered {error.code} and leads nowhere.", status=error.code) from None
        except (OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
            raise explain(error, url, _proxy_of(request)) from error

    def check_status(self, response: Response, url: str, accepted: set[int]) -> None:
        """Refuse every status that is not in ``accepted``: TransientError for those that the policy retries, GlmError for the rest."""
        status = response.status
        if status in accepted:
            return
        what = f"{redact(url)} answered {status}{_meaning(status)}"
        if status in self.policy.retry_status:
            error = GlmError("http-status", f"{what}.", status=status, transient=True)
            raise TransientError(error, retry_after=retry_after_s(response.headers.get("Retry-After")))
        kind = {401: "http-auth", 403: "http-auth", 407: "proxy-refused", 511: "login-page"}.get(status, "http-status")
        raise GlmError(kind, f"{what}.", status=status)

    def fetch(self, url: str, *, accept: str, limit: int) -> tuple[bytes, str, str]:
        """A small page.

        Returns: its bytes, its content type without parameters, and the address where redirects ended.
        Raises: GlmError ``index-page-refused`` when it is larger than ``limit``; else as ``open`` and ``check_status``.
        """
        try:
            with self.open(url, {"Accept": accept}) as response:
                self.check_status(response, url, {200})
                data = self._read(response, limit)
                if len(data) > limit:
                    raise GlmError("index-page-refused", f"{redact(url)} sends more than {limit >> 20} MiB.")
                if response.length and not response.packed():
                    raise http.client.IncompleteRead(data, response.length)
                return data, response.headers.get_content_type(), response.geturl()
        except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: a chunk of negative length.
            raise explain(error, url) from error
        except zlib.error as error:
            raise GlmError("index-page-refused", f"{redact(url)} is packed in a way that cannot be read.") from error

    def _read(self, response: Response, limit: int) -> bytes:
        """The body, or its beginning where it is longer than ``limit``; TimeoutError when it takes longer than all tries may."""
        data, began = bytearray(), time.monotonic()
        for piece in response.body(self.policy.stall_s):
            data += piece
            if len(data) > limit:
                break
            if time.monotonic() - began > self.policy.budget_s:
                raise TimeoutError("the server is too slow")
        return bytes(data)


def _meaning(status: int) -> str:
    """What a status means, in the standard's words: a server's own may repeat what it was sent, a password among it."""
    return f" {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else ""


def _proxy_of(request: urllib.request.Request | None) -> str:
    """``host:port`` of the proxy that a request was given to, or ``""``; urllib has taken the credentials out by then."""
    tunnelled = getattr(request, "_tunnel_host", None)
    return request.host if request is not None and (tunnelled or request.has_proxy()) else ""


def explain(error: BaseException, url: str, proxy: str = "") -> Exception:
    """The TransientError or GlmError that an exception of the network means; anything else comes back as it is."""
    if isinstance(error, GlmError | TransientError):
        return error
    reason = error.reason if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException) else error
    text = str(reason) or type(reason).__name__
    shown = redact(url) + (f", through the proxy {proxy}," if proxy else "")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return GlmError("tls-untrusted", f"The certificate of {shown} was not accepted: {reason.verify_message}.")
    tunnel = re.search(r"Tunnel connection failed: (\d+)", text)
    if tunnel:
        status = int(tunnel.group(1))
        refused = GlmError("proxy-refused", f"The proxy {proxy} answered {status} for {redact(url)}.", status=status)
        return TransientError(refused) if status in {502, 503, 504} else refused
    if isinstance(reason, TimeoutError):
        return TransientError(GlmError("network-unreachable", f"{shown} did not answer in time.", transient=True))
    if is_transient(reason):
        kind = "download-interrupted" if isinstance(reason, http.client.IncompleteRead) else "network-unreachable"
        detail = "cut" if isinstance(reason, http.client.IncompleteRead) else getattr(reason, "strerror", None) or type(reason).__name__
        return TransientError(GlmError(kind, f"The connection to {shown} failed ({detail}).", transient=True))
    # The exception's own text may repeat the address with what must not be shown.
    number = getattr(reason, "strerror", None) or type(reason).__name__
    return GlmError("network-unreachable", f"{shown} cannot be reached ({number}).")


def looks_like_page(content_type: str, start: bytes) -> bool:
    """Whether an answer is a page for people: it says so and begins like one, or begins like one beyond doubt."""
    return bool(_HTML_START.match(start)) or (content_type in {"text/html", "application/xhtml+xml"} and start.lstrip()[:1] == b"<")
