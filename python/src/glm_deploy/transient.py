"""Which failures of the network and the file system may not come again, and what a server asks for meanwhile.

Apart from the retry policy, which every run reads, because the network's modules take a third of a second to import on a slow
disk and a run that has nothing to bring needs none of them. Standard library only.
"""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
import urllib.error
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after_s(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds meant by a ``Retry-After`` header (a count of seconds or an HTTP date); None where it says nothing usable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), 1e9)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


_TRANSIENT_ERRNO = {
    errno.ECONNRESET, errno.ECONNREFUSED, errno.ECONNABORTED, errno.EPIPE, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH,
    errno.ENETDOWN, errno.ENETRESET, errno.EBUSY, errno.EAGAIN,
}  # fmt: skip
_BUSY_WINDOWS = {32, 33}  # Sharing violation, lock violation: a virus scanner or indexer holds the file for a moment.


def is_transient(error: BaseException) -> bool:
    """Whether an exception of the network or the file system may not come again: time-outs, resets, cut answers, busy files.

    A failed certificate, a full disk and a refused permission come again, so they are not.
    """
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException):
        return is_transient(error.reason)
    if isinstance(error, ssl.SSLCertVerificationError):
        return False
    if isinstance(error, TimeoutError | ConnectionError | http.client.IncompleteRead | http.client.RemoteDisconnected):
        return True
    if isinstance(error, ssl.SSLError):
        return isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or "EOF" in str(error)
    if isinstance(error, http.client.HTTPException):
        return not isinstance(error, http.client.InvalidURL)
    if isinstance(error, OSError):
        return error.errno in _TRANSIENT_ERRNO or getattr(error, "winerror", None) in _BUSY_WINDOWS or _is_name_failure(error)
    return False


def _is_name_failure(error: OSError) -> bool:
    """EAI_AGAIN: the name server did not answer; a name that does not exist is final."""
    return isinstance(error, socket.gaierror) and error.errno in {socket.EAI_AGAIN, getattr(socket, "WSATRY_AGAIN", 11002)}
