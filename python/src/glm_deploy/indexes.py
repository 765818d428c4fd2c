"""Package indexes and folders of links: where a pinned file may be fetched. Standard library only.

Speaks the simple API as HTML (PEP 503) and JSON (PEP 691), over http, https and in folders. The lock's hash decides about a
file; what a page says only helps to find it, and a page that announces another hash for it is not followed.
"""

from __future__ import annotations

import json
import mimetypes
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from glm_deploy import events, retry
from glm_deploy.download import Session, local_path
from glm_deploy.errors import GlmError
from glm_deploy.lock import Package
from glm_deploy.lock_reader import normalize
from glm_deploy.netconfig import redact, split_credentials

MAX_PAGE = 48 << 20
MAX_LINKS = 500_000
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_JSON_TYPES = {"application/vnd.pypi.simple.v1+json", "application/json"}
_HTML_TYPES = {"application/vnd.pypi.simple.v1+html", "text/html", "application/xhtml+xml"}
_PASSWORD_FIELD = re.compile(rb"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_OPENED = re.compile(r"<!--|<(a|base)(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""[\s/]*+(?:([^\s=>/"']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++)))?+|>|["'=])|[\s/]++""")
"""One attribute, the end of the tag, or a stray mark; possessive, so that no text is looked at twice."""
_HEX = re.compile(r"[0-9a-f]{64}")
_SHA256 = re.compile(r"(?:^|&)sha256=([0-9a-fA-F]{64})(?:&|$)")


@dataclass(frozen=True)
class Link:
    """A file on a page: its name, its address, and the SHA-256 that the page announces (lower case) or None."""

    file: str
    url: str
    sha256: str | None


def _anchors(text: str) -> tuple[list[str], str | None]:
    """The ``href`` of every ``a``, and of the first ``base``, in one pass: the standard library's parser takes quadratic time for
    a page of unclosed marks, and such a page would hold up a run for hours."""
    links: list[str] = []
    base: str | None = None
    place = 0
    while opened := _OPENED.search(text, place):
        place = opened.end()
        if opened[1] is None:  # A comment, up to its end.
            place = text.find("-->", place) + 3
            if place < 3:
                break
            continue
        href = None
        while (part := _ATTRIBUTE.match(text, place)) and not part[0].endswith(">"):
            place = part.end()
            if href is None and (part[1] or "").lower() == "href":
                href = unescape(next((value for value in part.groups()[1:] if value is not None), ""))
        if part is None:
            break
        if href and opened[1].lower() == "a":
            links.append(href)
            if len(links) > MAX_LINKS:
                raise ValueError(f"more than {MAX_LINKS} links")
        elif href and base is None:
            base = href
    return links, base


def parse_html(data: bytes, address: str) -> list[Link]:
    """The file links of an HTML page at ``address``; links that cannot be read are left out.

    Raises: ValueError for a page with too many links.
    """
    links, href_of_base = _anchors(data.decode("utf-8", errors="replace"))
    base = _join(address, href_of_base) if href_of_base else address
    found = []
    for href in links:
        url = _join(base or address, href)
        if url:
            announced = _SHA256.search(urlsplit(url).fragment)
            found.append(_link(url, announced.group(1) if announced else None))
    return [link for link in found if link.file]


def parse_json(data: bytes, address: str) -> list[Link]:
    """The files of a JSON page at ``address``.

    Raises: ValueError for anything that is not such a page of version 1.
    """
    page = json.loads(data.decode("utf-8"))
    if not isinstance(page, dict) or not isinstance(page.get("files"), list):
        raise ValueError("no list of files")
    version = str(page.get("meta", {}).get("api-version", "1.0")) if isinstance(page.get("meta", {}), dict) else "?"
    if version.split(".")[0] != "1":
        raise ValueError("its API version is not 1.x")
    if len(page["files"]) > MAX_LINKS:
        raise ValueError(f"more than {MAX_LINKS} files")
    return [link for entry in page["files"] if (link := _json_link(entry, address))]


def _json_link(entry: Any, address: str) -> Link | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("filename"), str) or not isinstance(entry.get("url"), str):
        return None
    url = _join(address, entry["url"])
    hashes = entry.get("hashes")
    announced = hashes.get("sha256") if isinstance(hashes, dict) else None
    if not url:
        return None
    return Link(entry["filename"], url.partition("#")[0], announced.lower() if isinstance(announced, str) else None)


def _join(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href.strip())
        url.encode("utf-8")  # JSON may hold half a character, which no file is named by and nothing can write down.
        return split_credentials(url)[0]  # A page may not choose under whose name we come.
    except (ValueError, GlmError):
        return None


def _link(url: str, sha256: str | None) -> Link:
    return Link(unquote(urlsplit(url).path.rpartition("/")[2]), url.partition("#")[0], sha256.lower() if sha256 else None)


class Finder:
    """Finds a pinned file on indexes and pages of links; safe to share between threads.

    Args:
        session: for the network; find_links: folders, pages and file addresses, in order.
    """

    def __init__(self, session: Session, find_links: Sequence[str]) -> None:
        self._session = session
        self._folders = [path for path in map(_as_folder, find_links) if path is not None]
        self._pages = [link for link in find_links if _as_folder(link) is None]
        self._cache: dict[str, list[Link] | GlmError] = {}
        self._lock = threading.Lock()

    def local(self, file: str) -> list[Path]:
        """The file in the folders of links; not yet proved."""
        return [folder / file for folder in self._folders if (folder / file).is_file()]

    def remote(self, package: Package, indexes: Sequence[str], *, direct: bool) -> list[str]:
        """Addresses of the file in order: pages of links, then the indexes.

        Args:
            direct: the first index is the lock's own; where its page does not help, the file is tried directly below it.
        Raises: GlmError of the gravest page failure when nothing was found, else ``index-file-missing``.
        """
        found: list[str] = []
        problems: list[GlmError] = []
        for page in self._pages:
            self._look(page, page, package, found, problems)
        for index in indexes:
            self._look(index, f"{index.rstrip('/')}/{normalize(package.name)}/", package, found, problems)
        if direct and indexes and urlsplit(indexes[0]).scheme in {"http", "https"}:
            found.append(f"{indexes[0].rstrip('/')}/{quote(package.file)}")
        if found:
            return list(dict.fromkeys(found))
        asked = ", ".join(redact(index) for index in [*self._pages, *indexes]) or "no index"
        missing = GlmError("index-file-missing", f"{package.file} is not on {asked}.", file=package.file)
        raise next((problem for problem in problems if problem.id == "hash-mismatch"), next(iter(problems), missing))

    def _look(self, owner: str, page: str, package: Package, found: list[str], problems: list[GlmError]) -> None:
        try:
            links = self._links(owner, page)
        except GlmError as error:
            if error.context.get("status") not in {404, 410}:
                problems.append(error)
            return
        for link in links:
            if link.file != package.file:
                continue
            problem = _link_fault(link, page, package)
            if problem:
                events.warning(problem.message, id=problem.id)
                problems.append(problem)
            else:
                found.append(link.url)

    def _links(self, owner: str, page: str) -> list[Link]:
        """The links of a page, read once; a server that could not be reached is not asked again for every package."""
        with self._lock:
            known = self._cache.get(page) or self._cache.get(f"dead {owner}")
        if isinstance(known, GlmError):
            raise known
        if known is not None:
            return known
        try:
            links = self._read(page)
        except GlmError as error:
            # Storage behind some indexes answers 403 where a page is missing, so that alone says nothing about the others.
            dead = error.id in {"network-unreachable", "tls-untrusted", "http-auth", "proxy-refused"} and error.context.get("status") != 403
            with self._lock:
                self._cache[f"dead {owner}" if dead else page] = error
            raise
        with self._lock:
            self._cache[page] = links
        return links

    def _read(self, page: str) -> list[Link]:
        if urlsplit(page).scheme not in {"http", "https"}:
            return _read_folder(page)
        transport = self._session.transport
        what = f"index page {redact(page)}"
        fetch: Callable[[], tuple[bytes, str, str]] = lambda: transport.fetch(page, accept=ACCEPT, limit=MAX_PAGE)  # noqa: E731
        data, kind, address = retry.call(fetch, self._session.policy, what, self._session.clock)
        try:
            if kind in _JSON_TYPES:
                return parse_json(data, address)
            if kind not in _HTML_TYPES:
                raise ValueError(f"its type is {_known_type(kind)}")
            links = parse_html(data, address)
        except (ValueError, RecursionError) as error:
            raise GlmError("index-page-refused", f"{redact(page)} is no index page: {str(error)[:120]}.") from error
        if _PASSWORD_FIELD.search(data):
            raise GlmError("login-page", f"{redact(page)} sent a web page with a password field, which looks like a login page.")
        return links


def _known_type(kind: str) -> str:
    """A content type as it may be shown: one that the standard library knows. Any other may be words of the server's own, a password
    that it was sent among them."""
    return kind if mimetypes.guess_all_extensions(kind) else "none of an index page"


def _link_fault(link: Link, page: str, package: Package) -> GlmError | None:
    """Why a link to our file is not followed; None when it is."""
    scheme, from_scheme = urlsplit(link.url).scheme.lower(), urlsplit(page).scheme.lower()
    allowed = {"https": {"https"}, "http": {"http", "https"}}.get(from_scheme, {"http", "https", "file"})
    if scheme not in allowed:
        where = "plain http" if scheme == "http" else "another kind of address"
        return GlmError("address-refused", f"{redact(page)} links {package.file} to {where}, which is not followed.")
    if link.sha256 and link.sha256 != package.sha256:
        announced = f"the SHA-256 {link.sha256[:16]}..." if _HEX.fullmatch(link.sha256) else "what is no SHA-256"
        message = f"{redact(page)} announces {announced} for {package.file}, pinned is {package.sha256[:16]}...."
        return GlmError("hash-mismatch", message, file=package.file)
    return None


def _as_folder(link: str) -> Path | None:
    """The folder that an entry of find-links names; None for a page."""
    if link.lower().startswith(("http://", "https://")):
        return None
    path = local_path(link)
    return None if path.suffix.lower() in {".html", ".htm"} else path


def _read_folder(page: str) -> list[Link]:
    """A page or a folder of an index on disk."""
    path = local_path(page)
    try:
        if path.is_dir() and not (path / "index.html").is_file():
            return [Link(entry.name, entry.resolve().as_uri(), None) for entry in sorted(path.iterdir()) if entry.is_file()]
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            raise GlmError("local-file-missing", f"There is no {file}.", status=404)
        if file.stat().st_size > MAX_PAGE:
            raise GlmError("index-page-refused", f"{file} has more than {MAX_PAGE >> 20} MiB.")
        return parse_html(file.read_bytes(), file.resolve().as_uri())
    except (OSError, ValueError) as error:
        raise GlmError("index-page-refused", f"{redact(page)} cannot be read: {type(error).__name__}.") from error
