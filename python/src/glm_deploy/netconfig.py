"""How to reach the network: proxy, certificate authorities, user names and passwords. Standard library only.

``redact`` is the one way an address gets into a message, a log or an event.
"""

from __future__ import annotations

import base64
import netrc
import os
import re
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from glm_deploy.errors import GlmError

_SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
)  # fmt: skip
_CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_PLAIN_HOST = re.compile(r"(\[[0-9a-fA-F:.%]+\]|[^\[\]:@/\s]*)(:\d*)?")


def redact(url: str) -> str:
    """An address without user name, password, query and fragment: what may be shown.

    A password with an unescaped slash makes the host unreadable; everything up to the last ``@`` is then taken as secret.
    """
    url = url.encode("utf-8", "backslashreplace").decode("utf-8")  # Half a character would stop whoever writes the message down.
    scheme, mark, rest = url.partition("://")
    if not mark:
        return re.split(r"[?#]", url, maxsplit=1)[0] if url.startswith(("http:", "https:")) else url
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in rest and not _PLAIN_HOST.fullmatch(host):
        rest = "***@" + rest.rpartition("@")[2]
    shown, *hidden = re.split(r"[?#]", rest, maxsplit=1)
    return f"{scheme}://{shown}" + ("?..." if hidden else "")


def scrub(text: str) -> str:
    """Free text (a tool's output) with every address in it redacted."""
    return re.sub(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"<>]+", lambda found: redact(found.group()), text)


def split_credentials(url: str) -> tuple[str, tuple[str, str] | None]:
    """An address without its user name and password, and these two, decoded."""
    parts = _split(url)
    if "@" not in parts.netloc:
        return url, None
    user, _, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=host)), (unquote(name), unquote(password))


def escaped(url: str) -> str:
    """An http address as it may be sent: blanks, Chinese letters and whatever else may not stand in one are escaped, as pip and
    browsers do it; escapes that are there stay.

    Raises: GlmError ``address-refused`` for half a character, which has no bytes, and for a host that cannot be a name.
    """
    parts = _split(url)
    try:
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
        path, query = (quote(part, safe="%/?:@!$&'()*+,;=~") for part in (parts.path, parts.query))
    except UnicodeError as error:
        raise GlmError("address-refused", f"The address {redact(url)[:200]!r} cannot be sent.") from error
    return urlunsplit(parts._replace(netloc=host, path=path, query=query))


def _split(url: str) -> SplitResult:
    """``urlsplit`` that refuses what is no address, without repeating it in full."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise GlmError("address-refused", f"The address {redact(url)[:200]!r} cannot be read.") from error
    return parts


def origin(url: str) -> str:
    """``scheme://host:port``, in lower case: to whom a credential belongs."""
    parts = _split(url)
    scheme = parts.scheme.lower()
    port = parts.port or {"http": 80, "https": 443}.get(scheme, 0)
    return f"{scheme}://{(parts.hostname or '').lower()}:{port}"


@dataclass(frozen=True)
class Network:
    """Everything that a connection needs besides its address.

    proxies: scheme to proxy address; certificates: extra CA files or folders; client_certificate: a PEM file or None;
    credentials: origin to user name and password; netrc: host to the same. Its repr hides the secrets.
    """

    proxies: Mapping[str, str] = field(default_factory=dict, repr=False)
    certificates: tuple[str, ...] = ()
    client_certificate: str | None = None
    credentials: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    netrc: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)

    def authorization(self, url: str) -> str | None:
        """The Basic ``Authorization`` header for this address, or None; never one that belongs to another origin."""
        found = self.credentials.get(origin(url)) or self.netrc.get((_split(url).hostname or "").lower())
        if not found:
            return None
        return "Basic " + base64.b64encode(":".join(found).encode("utf-8")).decode("ascii")

    def with_credentials_of(self, urls: list[str]) -> tuple[Network, list[str]]:
        """Take the user names and passwords out of addresses; returns the network that knows them, and the bare addresses."""
        known, bare = dict(self.credentials), []
        for url in urls:
            clean, pair = split_credentials(url)
            if pair:
                known[origin(clean)] = pair
            bare.append(clean)
        return Network(self.proxies, self.certificates, self.client_certificate, known, self.netrc), bare

    def tls(self) -> ssl.SSLContext:
        """The TLS settings: the system's authorities and the configured ones; always verified, TLS 1.2 at least.

        Raises: GlmError ``network-settings-invalid`` for a certificate file that cannot be read.
        """
        context = ssl.create_default_context()
        # Newer Pythons refuse authorities without a key identifier, which many companies' inspecting proxies have; the same
        # authority must work with every Python of the lock.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        configured = list(self.certificates)
        if not configured and not context.cert_store_stats()["x509_ca"] and not Path(ssl.get_default_verify_paths().capath or "").is_dir():
            configured = [path for path in _SYSTEM_BUNDLES if Path(path).is_file()][:1]
        place = ""
        try:
            for place in configured:
                context.load_verify_locations(**{"capath" if Path(place).is_dir() else "cafile": place})
            if self.client_certificate:
                place = self.client_certificate
                context.load_cert_chain(place)
        except (OSError, ssl.SSLError) as error:
            raise GlmError("network-settings-invalid", f"The certificate file {place} cannot be used: {error}.", path=place) from error
        return context


def from_environment(environ: Mapping[str, str], pip: Mapping[str, str]) -> Network:
    """The network as the environment variables, pip's configuration (``proxy``, ``cert``, ``client-cert``) and netrc say."""
    proxies = dict(urllib.request.getproxies()) if environ is os.environ else _proxies(environ)
    if pip.get("proxy"):
        proxies.update(http=pip["proxy"], https=pip["proxy"])
    if proxies.get("all", "").startswith("http"):  # urllib knows no proxy for all schemes.
        proxies = {"http": proxies["all"], "https": proxies["all"], **proxies}
    proxies.update({scheme: _proxy(scheme, proxies[scheme]) for scheme in ("http", "https") if scheme in proxies})
    named = [pip.get("cert", "")] + [environ.get(name, "") for name in _CA_VARIABLES]
    certificates = tuple(dict.fromkeys(name for name in named if name))
    return Network(proxies, certificates, pip.get("client-cert") or None, {}, _netrc(environ))


def _proxy(scheme: str, written: str) -> str:
    """A proxy's address with its credentials escaped: people write @, # and / in passwords as they are, so all up to the last ``@``
    belongs to them. urllib would take a part of such a password for the host, and show it."""
    kind, mark, rest = written.strip().partition("://")
    if not mark:
        kind, rest = "", kind
    elif kind.lower() not in {"http", "https"}:
        message = f"The proxy for {scheme} speaks {kind[:20]}; only proxies that speak http can be used."
        raise GlmError("network-settings-invalid", message)
    secret, at, place = rest.rpartition("@")
    host = place.partition("/")[0]
    if not host or not _PLAIN_HOST.fullmatch(host):
        raise GlmError("network-settings-invalid", f"The proxy for {scheme} cannot be used: {place[:200]!r} is no host and port.")
    user, colon, password = secret.partition(":")
    return f"{kind}{mark}{quote(unquote(user), safe='')}{colon}{quote(unquote(password), safe='')}{at}{host}"


def _proxies(environ: Mapping[str, str]) -> dict[str, str]:
    return {name.lower()[:-6]: value for name, value in environ.items() if name.lower().endswith("_proxy") and value}


def _netrc(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Hosts of the netrc file; its ``default`` entry is left out, for it would go to every host."""
    named = environ.get("NETRC")
    home = environ.get("USERPROFILE" if os.name == "nt" else "HOME", "")
    candidates = [Path(named)] if named else [Path(home, name) for name in (".netrc", "_netrc") if home]
    for path in candidates:
        try:
            if not path.is_file():
                continue
            hosts = netrc.netrc(str(path)).hosts
        except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
            # The parser's own text may repeat a line of the file, and with it a password.
            kind = type(error).__name__
            raise GlmError("network-settings-invalid", f"The netrc file {path} cannot be read ({kind}).", path=str(path)) from None
        return {host.lower(): (entry[0], entry[2] or "") for host, entry in hosts.items() if host != "default"}
    return {}
