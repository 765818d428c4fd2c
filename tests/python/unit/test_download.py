"""The downloader against a real server that cuts, stalls, lies and answers with pages for people."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support import faultserver as fault
from support.faultserver import FaultServer

from glm_deploy import events
from glm_deploy.download import Outcome, download
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.netconfig import Network
from glm_deploy.retry import RetryPolicy

DATA = random.Random(7).randbytes(300_000)
SHA = hashlib.sha256(DATA).hexdigest()
QUICK = RetryPolicy(attempts=4, base_s=0.01, factor=1.5, cap_s=0.05, budget_s=20, stall_s=0.6)


def get(server: FaultServer, tmp_path: Path, *faults: fault.Fault, urls: list[str] | None = None, **options: Any) -> Outcome:
    server.files.setdefault("/file.whl", DATA)
    server.script["/file.whl"] = list(faults)
    arguments: dict[str, Any] = {"sha256": SHA, "size": len(DATA), "policy": QUICK, "network": Network()} | options
    outcome = download(urls or [server.url("/file.whl")], tmp_path / "file.whl", **arguments)
    assert (tmp_path / "file.whl").read_bytes() == DATA
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("file")) == ["file.whl"]
    return outcome


def refused(server: FaultServer, tmp_path: Path, *faults: fault.Fault, **options: Any) -> GlmError:
    with pytest.raises(GlmError) as caught:
        get(server, tmp_path, *faults, **options)
    assert not (tmp_path / "file.whl").exists()
    return caught.value


def test_a_good_server(server: FaultServer, tmp_path: Path) -> None:
    assert get(server, tmp_path).downloaded == len(DATA)
    assert server.seen[0].headers["Accept-Encoding"] == "identity"


def test_a_file_that_is_right_already_is_not_asked_for(server: FaultServer, tmp_path: Path) -> None:
    (tmp_path / "file.whl").write_bytes(DATA)
    assert get(server, tmp_path).downloaded == 0
    assert server.seen == []


def test_cuts_are_gone_on_from_where_they_were(server: FaultServer, tmp_path: Path) -> None:
    # More cuts than attempts: each brings the file further, so each is followed by a fresh set of tries.
    outcome = get(server, tmp_path, *[fault.cut(40_000)] * 6)
    assert outcome.downloaded == len(DATA)
    assert [one.headers.get("Range") for one in server.seen] == [None] + [f"bytes={40_000 * n}-" for n in range(1, 7)]
    assert server.seen[1].headers["If-Range"].startswith('"')


def test_cut_without_range_support_starts_anew(server: FaultServer, tmp_path: Path) -> None:
    server.ranges = False
    assert get(server, tmp_path, fault.cut(100_000), fault.cut(5)).downloaded == len(DATA) + 100_005


def test_a_server_that_never_gets_further_is_given_up(server: FaultServer, tmp_path: Path) -> None:
    server.ranges, server.sticky = False, True
    error = refused(server, tmp_path, fault.cut(1000))
    assert error.id == "download-interrupted"
    assert len(server.seen) <= QUICK.attempts + 1
    assert (tmp_path / "file.whl.part").stat().st_size == 1000


def test_a_stall_ends_in_time_and_goes_on(server: FaultServer, tmp_path: Path) -> None:
    began = time.monotonic()
    get(server, tmp_path, fault.stall(1000, 30))
    assert 0.5 < time.monotonic() - began < 5
    assert server.seen[1].headers["Range"] == "bytes=1000-"


def test_lies_about_the_length(server: FaultServer, tmp_path: Path) -> None:
    get(server, tmp_path, fault.announce(10_000_000))
    (tmp_path / "file.whl").unlink()
    get(server, tmp_path, fault.announce(1234))
    assert server.seen[-1].headers["Range"] == "bytes=1234-"


def test_a_wrong_range_starts_anew(server: FaultServer, tmp_path: Path) -> None:
    get(server, tmp_path, fault.cut(1000), fault.wrong_range())
    assert [one.headers.get("Range") for one in server.seen] == [None, "bytes=1000-", None]


def test_a_416_starts_anew(server: FaultServer, tmp_path: Path) -> None:
    get(server, tmp_path, fault.cut(1000), fault.status(416, Content_Range="bytes */7"))
    assert server.seen[2].headers.get("Range") is None


def test_compressed_and_chunked_answers(server: FaultServer, tmp_path: Path) -> None:
    get(server, tmp_path, fault.gzipped())
    (tmp_path / "file.whl").unlink()
    get(server, tmp_path, fault.chunked(cut_after=50_000), fault.chunked(), size=None)


def test_busy_statuses_are_tried_again_after_the_asked_time(server: FaultServer, tmp_path: Path) -> None:
    began = time.monotonic()
    get(server, tmp_path, fault.status(429, Retry_After="1"), fault.status(503), fault.status(500))
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize(
    ("code", "error_id"), [(404, "http-status"), (401, "http-auth"), (403, "http-auth"), (410, "http-status"), (511, "login-page")]
)
def test_final_statuses_are_not_tried_again(server: FaultServer, tmp_path: Path, code: int, error_id: str) -> None:
    assert refused(server, tmp_path, fault.status(code)).id == error_id
    assert len(server.seen) == 1


def test_a_login_page_never_gets_the_name(server: FaultServer, tmp_path: Path) -> None:
    for size in (len(DATA), None, len(fault.LOGIN)):
        error = refused(server, tmp_path, fault.login_page(), size=size)
        assert error.id == "login-page"
        assert "login page" in error.message
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_hash_deletes_the_bytes(server: FaultServer, tmp_path: Path) -> None:
    server.files["/file.whl"] = DATA[:-1] + b"!"
    error = refused(server, tmp_path)
    assert (error.id, len(server.seen)) == ("hash-mismatch", 1)
    assert error.context["expected"] == SHA
    assert list(tmp_path.iterdir()) == []


def test_a_smaller_file_is_named_as_such(server: FaultServer, tmp_path: Path) -> None:
    server.files["/file.whl"] = DATA[:1000]
    server.ranges = False
    assert refused(server, tmp_path).id == "size-mismatch"
    assert len(server.seen) == 2


def test_mirrors_are_taken_in_order_and_all_are_told(server: FaultServer, tmp_path: Path) -> None:
    server.files["/bad"] = b"x" * len(DATA)
    urls = [server.url("/none"), server.url("/bad", user="me:secret"), server.url("/file.whl")]
    outcome = get(server, tmp_path, urls=urls)
    assert [failed["id"] for failed in outcome.failed] == ["http-status", "hash-mismatch"]
    assert outcome.source == urls[2]
    assert "secret" not in repr(outcome)


def test_of_several_failures_the_gravest_is_raised(server: FaultServer, tmp_path: Path) -> None:
    server.files["/bad"] = b"x" * len(DATA)
    error = refused(server, tmp_path, urls=[server.url("/bad"), server.url("/none")])
    assert error.id == "hash-mismatch"
    assert [one["id"] for one in error.context["tried"]] == ["hash-mismatch", "http-status"]


def test_another_mirror_goes_on_with_the_bytes_at_hand(server: FaultServer, tmp_path: Path) -> None:
    server.files["/second"] = DATA
    server.script["/first"] = [fault.cut(120_000), fault.status(404)]
    server.files["/first"] = DATA
    outcome = get(server, tmp_path, urls=[server.url("/first"), server.url("/second")])
    assert server.requests("/second")[0].headers["Range"] == "bytes=120000-"
    assert outcome.downloaded == len(DATA) - 120_000


def test_mixed_bytes_of_two_versions_are_brought_once_more(server: FaultServer, tmp_path: Path) -> None:
    (tmp_path / "file.whl.part").write_bytes(b"y" * 1000)
    old = {"schema": 1, "sha256": SHA, "size": len(DATA), "source": "other", "etag": None, "last_modified": None}
    (tmp_path / "file.whl.part.json").write_text(json.dumps(old))
    get(server, tmp_path)
    assert [one.headers.get("Range") for one in server.seen] == ["bytes=1000-", None]


@pytest.mark.parametrize("state", ["", "{}", "[1]", '{"schema":1,"sha256":"other","size":1}'])
def test_a_part_that_belongs_to_something_else_is_discarded(server: FaultServer, tmp_path: Path, state: str) -> None:
    (tmp_path / "file.whl.part").write_bytes(b"y" * 1000)
    (tmp_path / "file.whl.part.json").write_text(state)
    get(server, tmp_path)
    assert server.seen[0].headers.get("Range") is None


def test_a_part_longer_than_the_file_is_discarded(server: FaultServer, tmp_path: Path) -> None:
    refused(server, tmp_path, fault.cut(1000), fault.status(404))
    with (tmp_path / "file.whl.part").open("ab") as part:
        part.write(b"z" * len(DATA))
    get(server, tmp_path)
    assert server.seen[-1].headers.get("Range") is None


def test_a_killed_process_leaves_bytes_that_the_next_goes_on_from(server: FaultServer, tmp_path: Path) -> None:
    server.files["/file.whl"] = DATA
    server.script["/file.whl"] = [fault.stall(200_000, 20)]
    code = f"""
import sys; sys.path.insert(0, {str(PROJECT_ROOT / "python" / "src")!r})
from pathlib import Path
from glm_deploy.download import download; from glm_deploy.netconfig import Network
download([{server.url("/file.whl")!r}], Path({str(tmp_path / "file.whl")!r}), sha256={SHA!r}, size={len(DATA)}, network=Network())
"""
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    part = tmp_path / "file.whl.part"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size >= 1 << 16):
        time.sleep(0.02)
    process.kill()
    process.wait()
    size = part.stat().st_size
    assert size > 0
    get(server, tmp_path)
    assert server.seen[-1].headers["Range"] == f"bytes={size}-"


def test_redirects_carry_no_credential_to_another_host(server: FaultServer, tmp_path: Path) -> None:
    with FaultServer() as other:
        other.files["/file.whl"] = DATA
        server.script["/start"] = [fault.redirect(other.url("/file.whl?token=hidden"))]
        get(server, tmp_path, urls=[server.url("/start", user="me:secret")])
        assert server.seen[0].headers["Authorization"].startswith("Basic ")
        assert "Authorization" not in other.seen[0].headers


def test_redirects_to_other_schemes_and_in_circles_are_refused(server: FaultServer, tmp_path: Path) -> None:
    for target in ("ftp://127.0.0.1/x", "file:///etc/passwd", "javascript:alert(1)"):
        assert refused(server, tmp_path, fault.redirect(target)).id == "address-refused"
    server.sticky = True
    assert refused(server, tmp_path, fault.redirect(server.url("/file.whl"))).id == "http-status"


def test_nobody_there(tmp_path: Path) -> None:
    with FaultServer() as gone:
        url = gone.url("/file.whl")
    seen: list[events.Event] = []
    with events.sink(seen.append), pytest.raises(GlmError) as caught:
        download([url], tmp_path / "file.whl", sha256=SHA, size=3, policy=QUICK, network=Network())
    assert caught.value.id == "network-unreachable"
    assert caught.value.context["attempts"] == QUICK.attempts
    assert len([event for event in seen if event["level"] == "warning"]) == QUICK.attempts - 1


def test_folders_and_file_addresses(tmp_path: Path, server: FaultServer) -> None:
    source = tmp_path / "a folder" / "file#1.whl"
    source.parent.mkdir()
    source.write_bytes(DATA)
    get(server, tmp_path, urls=[str(tmp_path / "none"), str(source)])
    (tmp_path / "file.whl").unlink()
    get(server, tmp_path, urls=[source.as_uri()])
    (tmp_path / "file.whl").unlink()
    source.write_bytes(DATA[:-1] + b"?")
    assert refused(server, tmp_path, urls=[str(source)]).id == "hash-mismatch"


@pytest.mark.parametrize("url", ["ftp://h/x", "http://h:port/x", "gopher://x"])
def test_other_addresses_are_refused(server: FaultServer, tmp_path: Path, url: str) -> None:
    assert refused(server, tmp_path, urls=[url]).id == "address-refused"


def test_empty_file(server: FaultServer, tmp_path: Path) -> None:
    server.files["/empty"] = b""
    download([server.url("/empty")], tmp_path / "e", sha256=hashlib.sha256(b"").hexdigest(), size=0, policy=QUICK, network=Network())
    assert (tmp_path / "e").read_bytes() == b""


def test_space_is_checked_before(server: FaultServer, tmp_path: Path) -> None:
    assert refused(server, tmp_path, size=1 << 47).id == "disk-full"
    assert server.seen == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device that is always full")
def test_a_full_disk_is_told_and_leaves_nothing(server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if self.name == "file.whl.part" and mode == "ab":
            return real(Path("/dev/full"), "wb", buffering=0)
        return real(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    assert refused(server, tmp_path).id == "disk-full"
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
