"""Proxy, certificates, credentials: they work, and none of them is ever shown."""

from __future__ import annotations

import base64
import os
import ssl
from pathlib import Path

import pytest
from support import faultserver as fault
from support.faultserver import FaultServer

from glm_deploy import events
from glm_deploy.errors import GlmError
from glm_deploy.netconfig import Network, from_environment, origin, redact, scrub, split_credentials
from glm_deploy.pip_settings import config_files, default_index, load_settings, read_pip_options
from glm_deploy.retry import RetryPolicy, TransientError
from glm_deploy.transport import Transport

POLICY = RetryPolicy(attempts=2, base_s=0.01, stall_s=2)
CERTIFICATE = Path(__file__).resolve().parents[1] / "support" / "localhost.pem"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:geheim@example.org/simple/", "https://example.org/simple/"),
        ("https://me:ge@heim@example.org/x", "https://example.org/x"),
        ("https://me:ge/heim@example.org/x", "https://***@example.org/x"),
        ("https://me:ge#heim@example.org/x", "https://***@example.org/x"),
        ("https://me:ge?heim@example.org/x", "https://***@example.org/x"),
        ("https://example.org/x?token=geheim#geheim", "https://example.org/x?..."),
        ("https://[::1]:80/x", "https://[::1]:80/x"),
        ("https://example.org/pkg@1/x", "https://example.org/pkg@1/x"),
        ("/a/folder", "/a/folder"),
        ("C:\\a", "C:\\a"),
    ],
)
def test_redact(url: str, shown: str) -> None:
    seen = redact(url)
    assert "heim" not in seen
    assert seen.replace("***@", "") == shown.replace("***@", "")


def test_scrub_and_split() -> None:
    assert "geheim" not in scrub("error: fetching https://me:geheim@h/x?sig=geheim failed, also <http://a:geheim@b>")
    assert split_credentials("https://m%40x:p%3A@h:8443/a") == ("https://h:8443/a", ("m@x", "p:"))
    assert split_credentials("https://h/a") == ("https://h/a", None)
    assert origin("HTTPS://Host/x") == "https://host:443"
    with pytest.raises(GlmError) as caught:
        origin("http://me:geheim@h:port/x")
    assert "geheim" not in caught.value.message


def test_a_credential_belongs_to_one_origin() -> None:
    network, bare = Network().with_credentials_of(["https://me:pw@h/simple"])
    assert bare == ["https://h/simple"]
    assert network.authorization("https://h/files/x") == "Basic " + base64.b64encode(b"me:pw").decode()
    assert [network.authorization(url) for url in ("http://h/x", "https://h:444/x", "https://h.evil/x")] == [None, None, None]
    assert "pw" not in repr(network)


def test_netrc(tmp_path: Path) -> None:
    path = tmp_path / "netrc"
    path.write_text("machine h login me password geheim\ndefault login all password geheim\n", encoding="utf-8")
    path.chmod(0o600)
    network = from_environment({"NETRC": str(path)}, {})
    assert network.authorization("https://h/x")
    assert network.authorization("https://other/x") is None
    path.write_text("machine h login me password geheim surplus\n", encoding="utf-8")
    with pytest.raises(GlmError) as caught:
        from_environment({"NETRC": str(path)}, {})
    assert caught.value.id == "network-settings-invalid"
    assert "geheim" not in caught.value.message


def clean(tmp_path: Path, **more: str) -> dict[str, str]:
    """An environment whose home and machine folders are empty."""
    places = {"HOME": "h", "USERPROFILE": "h", "XDG_CONFIG_HOME": "x", "XDG_CONFIG_DIRS": "d", "APPDATA": "a", "ProgramData": "p"}
    return {name: str(tmp_path / folder) for name, folder in places.items()} | more


def test_pip_files_and_variables_in_pips_order(tmp_path: Path) -> None:
    windows = os.name == "nt"
    name = "pip.ini" if windows else "pip.conf"
    machine, user = tmp_path / ("p" if windows else "d") / "pip" / name, tmp_path / ("a" if windows else "x") / "pip" / name
    named = tmp_path / "named.conf"
    for path, text in (
        (machine, "[global]\nindex-url = https://machine/simple\nproxy = http://machine:1\n"),
        (
            user,
            "[global]\nindex_url = https://user/simple\nfind-links =\n    /a\n    /b\n[install]\nextra-index-url = https://e1 https://e2\n",
        ),
        (named, "[global]\ncert = /named.pem\n"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environ = clean(tmp_path, PIP_CONFIG_FILE=str(named), PIP_NO_INDEX="0")
    assert set(config_files(environ)) >= {machine, user, named}
    options = read_pip_options(environ)
    assert options["index-url"] == "https://user/simple"
    assert (options["proxy"], options["cert"]) == ("http://machine:1", "/named.pem")
    settings = load_settings(environ | {"PIP_INDEX_URL": "https://me:pw@env/simple"}, find_links=["/first"])
    assert settings.indexes == ("https://env/simple", "https://e1", "https://e2")
    assert settings.find_links == ("/first", "/a", "/b")
    assert not settings.no_index
    assert settings.network.authorization("https://env/simple/x")
    assert load_settings(environ | {"PIP_NO_INDEX": "true"}).no_index
    assert load_settings(environ, index_url="https://given/simple").indexes[0] == "https://given/simple"


def test_a_broken_pip_file_is_named_without_its_text(tmp_path: Path) -> None:
    path = tmp_path / "pip.conf"
    path.write_text("index-url = https://me:geheim@h/\n", encoding="utf-8")
    with pytest.raises(GlmError) as caught:
        load_settings(clean(tmp_path, PIP_CONFIG_FILE=str(path)))
    assert caught.value.id == "network-settings-invalid"
    assert str(path) in caught.value.message
    assert "geheim" not in caught.value.message
    assert load_settings(clean(tmp_path, PIP_CONFIG_FILE=os.devnull)).indexes[0] == ""


def test_pips_own_default_is_found_without_pip_being_run() -> None:
    found = default_index()
    assert found is not None
    assert found.startswith("https://")
    assert found.endswith("/simple/")


def test_basic_authorization_and_a_refused_login(server: FaultServer) -> None:
    server.files["/x"] = b"data"
    server.user = "Basic " + base64.b64encode(b"me:geheim").decode()
    network, (url,) = Network().with_credentials_of([server.url("/x", user="me:geheim")])
    assert Transport(network, POLICY).fetch(url, accept="*/*", limit=100)[0] == b"data"
    with pytest.raises(GlmError) as caught:
        Transport(Network(), POLICY).fetch(server.url("/x", user="me:geheimer"), accept="*/*", limit=100)
    assert caught.value.id == "http-auth"
    assert "geheim" not in str(caught.value.as_dict())


def test_a_proxy_with_a_password(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    server.files["/x"] = b"data"
    proxy = server.url("", user="me:ge%40heim")
    network = from_environment({"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy}, {})
    assert Transport(network, POLICY).fetch("http://nowhere.invalid/x", accept="*/*", limit=100)[0] == b"data"
    assert base64.b64decode(server.seen[0].headers["Proxy-Authorization"].removeprefix("Basic ")) == b"me:ge@heim"
    seen: list[events.Event] = []
    with events.sink(seen.append), pytest.raises(GlmError) as caught:
        Transport(network, POLICY).fetch("https://nowhere.invalid/x", accept="*/*", limit=100)
    assert (caught.value.id, caught.value.context["status"]) == ("proxy-refused", 407)
    assert "heim" not in str(seen) + str(caught.value.as_dict())


@pytest.mark.parametrize(
    ("written", "seen"),
    [("http://p.example:8080", "http://p.example:8080"), ("p.example:3128", "p.example:3128"), ("me:x@p.example:1", "me:x@p.example:1"),
     ("http://me:a%40b@p.example:1/", "http://me:a%40b@p.example:1"), ("http://me:a@b#c/d?e:f@[::1]:1", "http://me:a%40b%23c%2Fd%3Fe%3Af@[::1]:1"),
     (r"http://CORP\me:s@p.example", "http://CORP%5Cme:s@p.example"), ("https://me@p.example", "https://me@p.example")],
)  # fmt: skip
def test_a_proxy_is_read_as_people_write_it(written: str, seen: str) -> None:
    assert from_environment({"https_proxy": written, "no_proxy": "x"}, {}).proxies["https"] == seen


@pytest.mark.parametrize("written", ["http://me:geheim@", "http://me:geheim@two words", "http://me:geheim@p:port", "http://"])
def test_a_proxy_that_is_no_address_is_refused_without_its_password(written: str) -> None:
    with pytest.raises(GlmError) as caught:
        from_environment({"https_proxy": written}, {})
    assert caught.value.id == "network-settings-invalid"
    assert "geheim" not in caught.value.message


def test_a_proxy_is_named_when_it_fails_and_refused_when_it_speaks_something_else() -> None:
    network = from_environment({"https_proxy": "http://me:geheim@127.0.0.1:9"}, {})
    with pytest.raises(TransientError, match=r"through the proxy 127\.0\.0\.1:9,") as caught:
        Transport(network, POLICY).fetch("https://nowhere.invalid/x", accept="*/*", limit=100)
    assert "geheim" not in str(caught.value)
    with pytest.raises(GlmError, match="speaks socks5") as refused:
        from_environment({"http_proxy": "socks5://me:geheim@h:1"}, {})
    assert "geheim" not in str(refused.value.as_dict())


def test_a_companys_own_authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with FaultServer(certificate=CERTIFICATE) as server:
        server.files["/x"] = b"data"
        url = server.url("/x", host="localhost")
        with pytest.raises(GlmError) as caught:
            Transport(Network(), POLICY).fetch(url, accept="*/*", limit=100)
        assert caught.value.id == "tls-untrusted"
        for environ, pip in (
            ({"SSL_CERT_FILE": str(CERTIFICATE)}, {}),
            ({"REQUESTS_CA_BUNDLE": str(CERTIFICATE)}, {}),
            ({}, {"cert": str(CERTIFICATE)}),
        ):
            assert Transport(from_environment(environ, pip), POLICY).fetch(url, accept="*/*", limit=100)[0] == b"data"
    assert Network().tls().verify_mode == ssl.CERT_REQUIRED
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate", encoding="utf-8")
    for path in (broken, tmp_path / "none.pem"):
        with pytest.raises(GlmError) as caught:
            from_environment({"SSL_CERT_FILE": str(path)}, {}).tls()
        assert caught.value.id == "network-settings-invalid"


def test_no_way_down_from_https(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer(certificate=CERTIFICATE) as server, FaultServer() as plain:
        plain.files["/x"] = b"data"
        server.script["/x"] = [fault.redirect(plain.url("/x"))]
        with pytest.raises(GlmError) as caught:
            Transport(Network(certificates=(str(CERTIFICATE),)), POLICY).fetch(server.url("/x", host="localhost"), accept="*/*", limit=9)
        assert caught.value.id == "address-refused"
        assert plain.seen == []
