"""Index pages, good and hostile: JSON, HTML, folders; the lock's hash decides."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import faultserver as fault
from support.faultserver import FaultServer

from glm_deploy import indexes
from glm_deploy.download import Session, download
from glm_deploy.errors import GlmError
from glm_deploy.indexes import Finder, parse_html, parse_json
from glm_deploy.lock import Package
from glm_deploy.netconfig import Network
from glm_deploy.retry import RetryPolicy

H = "ab" * 32
FILE = "my_pkg-1.0+cpu-py3-none-any.whl"
PACKAGE = Package("My.Pkg", "1.0+cpu", FILE, 4, H, "pypi")
POLICY = RetryPolicy(attempts=2, base_s=0.01, stall_s=2)
PAGE = "/simple/my-pkg/"


def finder(*links: str) -> Finder:
    return Finder(Session(POLICY, Network()), links)


def serve(server: FaultServer, body: bytes | str, kind: str, path: str = PAGE) -> list[str]:
    server.files[path] = body if isinstance(body, bytes) else body.encode()
    server.types[path] = kind
    return [server.url("/simple")]


def test_html_links_of_every_kind() -> None:
    page = f"""<!DOCTYPE html><html><head><base href="/files/"></head><body>
      <a href="{FILE.replace("+", "%2B")}#sha256={H.upper()}" data-yanked="bad" data-requires-python="&gt;=3.8">{FILE}</a>
      <A HREF='https://me:pw@other.org/b/{FILE}?x=1&amp;y=2#md5=1'>x</A>
      <a href="http://[broken/x.whl">x</a> <a>none</a> <a href="../">up</a>"""
    links = parse_html(page.encode(), "https://h/simple/my-pkg/")
    assert [(link.file, link.url, link.sha256) for link in links] == [
        (FILE, f"https://h/files/{FILE.replace('+', '%2B')}", H),
        (FILE, f"https://other.org/b/{FILE}?x=1&y=2", None),
    ]


def test_json_and_html_by_content_type(server: FaultServer) -> None:
    entry = {"filename": FILE, "url": "../../files/x.whl#sha256=00", "hashes": {"sha256": H.upper()}, "yanked": True}
    files = [None, {"filename": 1}, {"filename": "a", "url": "x"}, entry]
    page = json.dumps({"meta": {"api-version": "1.3"}, "name": "my-pkg", "files": files})
    base = serve(server, page, "application/vnd.pypi.simple.v1+json")
    assert finder().remote(PACKAGE, base, direct=False) == [server.url("/files/x.whl")]
    assert "application/vnd.pypi.simple.v1+json" in server.seen[0].headers["Accept"]
    base = serve(server, f'<a href="/y/{FILE}">x</a>', "text/html; charset=utf-8")
    direct = server.url("/simple/" + FILE.replace("+", "%2B"))
    assert finder().remote(PACKAGE, [base[0] + "/"], direct=True) == [server.url(f"/y/{FILE}"), direct]


def test_the_page_of_an_index_is_read_once(server: FaultServer) -> None:
    base = serve(server, f'<a href="{FILE}">x</a>', "text/html")
    found = finder()
    for _ in range(3):
        found.remote(PACKAGE, base, direct=False)
    assert len(server.seen) == 1


def test_another_hash_on_the_page_is_not_followed(server: FaultServer) -> None:
    base = serve(server, f'<a href="{FILE}#sha256={"0" * 64}">x</a>', "text/html")
    with pytest.raises(GlmError) as caught:
        finder().remote(PACKAGE, base, direct=False)
    assert caught.value.id == "hash-mismatch"


@pytest.mark.parametrize(
    "mark", ["<?", "<!", "<!--", "<![", "</a", "<", "<a ", "<a x=\"", "<a x='", "<a href=x ", "<a" + " " * 50, "&#", "<base "]
)
def test_a_page_of_unclosed_marks_is_read_in_linear_time(mark: str) -> None:
    begin = time.process_time()
    parse_html((mark * 400_000).encode(), "https://h/simple/x/")
    assert time.process_time() - begin < 10


def test_tags_as_real_pages_write_them() -> None:
    page = """<!-- <a href="no.whl">no</a> --><!DOCTYPE html><A\n HREF = 'a.whl#sha256=x' data-requires-python=">=3.8" >a</A>
    <a rel=x href=b.whl>b</a><a data-x href="c%2B1.whl?a=1&amp;b=2"/><abbr href="d.whl">d</abbr><a "stray' href="e.whl">e</a>"""
    assert [link.file for link in parse_html(page.encode(), "https://h/simple/x/")] == ["a.whl", "b.whl", "c+1.whl", "e.whl"]


@pytest.mark.parametrize("href", ["javascript:alert(1)", f"ftp://h/{FILE}", f"file:///etc/{FILE}", f"data:text/plain,{FILE}"])
def test_links_of_other_kinds_are_not_followed(server: FaultServer, href: str) -> None:
    base = serve(server, json.dumps({"files": [{"filename": FILE, "url": href, "hashes": {}}]}), "application/json")
    with pytest.raises(GlmError) as caught:
        finder().remote(PACKAGE, base, direct=False)
    assert caught.value.id == "address-refused"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[]", "application/json"),
        ("{", "application/json"),
        ('{"files": {}}', "application/json"),
        ('{"files": [], "meta": {"api-version": "2.0"}}', "application/json"),
        ('{"files": [], "meta": []}', "application/json"),
        ("[" * 200_000, "application/json"),
        (b"\xff\xfe", "application/json"),
        ("x", "application/octet-stream"),
    ],
)
def test_pages_that_are_none(server: FaultServer, body: str | bytes, kind: str) -> None:
    base = serve(server, body, kind)
    with pytest.raises(GlmError) as caught:
        finder().remote(PACKAGE, base, direct=False)
    assert caught.value.id == "index-page-refused"


PAGES = {
    "text/html": lambda url: f'<a href="{url}">x</a>',
    "application/json": lambda url: json.dumps({"files": [{"filename": FILE, "url": url, "hashes": {}}]}),
}


@pytest.mark.parametrize("kind", PAGES)
def test_links_and_indexes_with_blanks_and_chinese_letters(server: FaultServer, kind: str, tmp_path: Path) -> None:
    serve(server, PAGES[kind](f"/files/my repo/模型/{FILE}"), kind, "/my%20index/my-pkg/")
    server.files[f"/files/my%20repo/%E6%A8%A1%E5%9E%8B/{FILE}"] = b"data"
    found = finder().remote(PACKAGE, [server.url("/my index")], direct=False)
    assert len(found) == 1
    digest = hashlib.sha256(b"data").hexdigest()
    download(found, tmp_path / "x", sha256=digest, size=4, policy=POLICY, network=Network())
    assert (tmp_path / "x").read_bytes() == b"data"


def test_a_link_with_half_a_character_is_left_out(server: FaultServer) -> None:
    entries = [{"filename": FILE, "url": f"{folder}/{FILE}", "hashes": {}} for folder in ("/\ud800", "/good")]
    base = serve(server, json.dumps({"files": entries}), "application/json")
    assert finder().remote(PACKAGE, base, direct=False) == [server.url(f"/good/{FILE}")]


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_that_comes_packed_is_unpacked(server: FaultServer, kind: str) -> None:
    base = serve(server, PAGES[kind](f"/y/{FILE}"), kind)
    server.script[PAGE] = [packed(kind, gzip.compress)]
    assert finder().remote(PACKAGE, base, direct=False) == [server.url(f"/y/{FILE}")]


def packed(kind: str, pack: Callable[[bytes], bytes], name: str = "gzip") -> fault.Fault:
    return lambda handler, body: handler.answer(200, pack(body), Content_Encoding=name, Content_Type=kind)


@pytest.mark.parametrize(
    ("pack", "name", "error_id"),
    [(lambda _: gzip.compress(bytes(64 << 20)), "gzip", "index-page-refused"), (lambda body: body, "br", "index-page-refused"),
     (lambda body: gzip.compress(body)[:-9], "gzip", "network-unreachable"), (lambda body: gzip.compress(body)[:-9], "gzip", "")],
    ids=["bomb", "another packing", "always cut", "cut once"],
)  # fmt: skip
def test_packed_pages_that_are_none(server: FaultServer, pack: Callable[[bytes], bytes], name: str, error_id: str) -> None:
    base = serve(server, PAGES["text/html"](f"/y/{FILE}"), "text/html")
    server.script[PAGE] = [packed("text/html", pack, name)]
    server.sticky = bool(error_id)
    if not error_id:
        assert finder().remote(PACKAGE, base, direct=False) == [server.url(f"/y/{FILE}")]
        return
    with pytest.raises(GlmError) as caught:
        finder().remote(PACKAGE, base, direct=False)
    assert caught.value.id in {error_id, "download-interrupted"}


def test_an_announced_hash_that_is_none_is_not_repeated(server: FaultServer) -> None:
    entry = {"filename": FILE, "url": "x", "hashes": {"sha256": "Basic am9lOl"}}
    base = serve(server, json.dumps({"files": [entry]}), "application/json")
    with pytest.raises(GlmError, match="announces what is no SHA-256") as caught:
        finder().remote(PACKAGE, base, direct=False)
    assert "am9l" not in caught.value.message


def test_huge_pages_are_refused(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "MAX_PAGE", 1 << 20)
    base = serve(server, "<a>" * (1 << 19), "text/html")
    with pytest.raises(GlmError) as caught:
        finder().remote(PACKAGE, base, direct=False)
    assert caught.value.id == "index-page-refused"
    monkeypatch.setattr(indexes, "MAX_LINKS", 10)
    with pytest.raises(ValueError, match="10 links"):
        parse_html(b"<a href=x>" * 11, "https://h/")
    with pytest.raises(ValueError, match="10 files"):
        parse_json(json.dumps({"files": [1] * 11}).encode(), "https://h/")


def test_a_login_page_instead_of_the_index(server: FaultServer) -> None:
    server.script[PAGE] = [fault.login_page()]
    with pytest.raises(GlmError) as caught:
        finder().remote(PACKAGE, [server.url("/simple")], direct=False)
    assert caught.value.id == "login-page"


def test_the_next_index_is_asked_and_a_dead_one_only_once(server: FaultServer) -> None:
    with FaultServer() as gone:
        dead = gone.url("/simple")
    base = serve(server, f'<a href="{FILE}">x</a>', "text/html")
    found = finder()
    assert found.remote(PACKAGE, [dead, *base], direct=False) == [server.url(PAGE + FILE)]
    other = Package("other", "1", "other-1-py3-none-any.whl", 1, H, "pypi")
    with pytest.raises(GlmError) as caught:
        found.remote(other, [dead, *base], direct=False)
    assert caught.value.id == "network-unreachable"


def test_a_file_that_nobody_has(server: FaultServer) -> None:
    with pytest.raises(GlmError) as caught:
        finder().remote(PACKAGE, [server.url("/simple", user="me:geheim")], direct=False)
    assert caught.value.id == "index-file-missing"
    assert "geheim" not in str(caught.value.as_dict())


def test_folders_pages_of_links_and_an_index_in_a_folder(server: FaultServer, tmp_path: Path) -> None:
    folder = tmp_path / "wheels here"
    folder.mkdir()
    (folder / FILE).write_bytes(b"data")
    found = finder(str(folder), folder.as_uri(), str(tmp_path / "none"), server.url("/flat"))
    assert found.local(FILE) == [folder / FILE, folder / FILE]
    assert found.local("other.whl") == []
    serve(server, f'<a href="/z/{FILE}">x</a>', "text/html", "/flat")
    assert found.remote(PACKAGE, [], direct=False) == [server.url(f"/z/{FILE}")]
    simple = tmp_path / "simple" / "my-pkg"
    simple.mkdir(parents=True)
    (simple / "index.html").write_text(f'<a href="../../wheels%20here/{FILE}#sha256={H}">x</a>', encoding="utf-8")
    assert finder().remote(PACKAGE, [(tmp_path / "simple").as_uri()], direct=False) == [f"{folder.as_uri()}/{FILE}"]
    (simple / "index.html").unlink()
    (simple / FILE).write_bytes(b"data")
    assert finder().remote(PACKAGE, [str(tmp_path / "simple")], direct=False) == [(simple / FILE).as_uri()]
