"""The wheelhouse takes a pinned wheel from wherever it lies; the hash decides, and nothing unproved stays."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from support import wheels as make
from support.faultserver import FaultServer

from glm_deploy.errors import GlmError
from glm_deploy.lock import Lock, load_lock
from glm_deploy.netconfig import Network
from glm_deploy.pip_settings import Settings
from glm_deploy.wheelhouse import Options, Wheels, ensure_wheels


@pytest.fixture
def lock(tmp_path: Path) -> Lock:
    entries = [make.build(tmp_path / "built", name, "1.0", {f"{name}.py": name.encode() * 100}) for name in ("one", "two")]
    return load_lock(make.write_lock(tmp_path / "lock.json", entries))


def settings(*links: str, indexes: tuple[str, ...] = (), no_index: bool = False) -> Settings:
    return Settings(Network(), indexes, links, no_index)


def ensure(lock: Lock, tmp_path: Path, found: Settings, **options: Any) -> Wheels:
    wheels = ensure_wheels(lock, make.MINOR, tmp_path / "root", Options(**options), found)
    assert sorted(path.name for path in wheels.folder.iterdir()) == sorted(path.name for path in wheels.paths)
    return wheels


def publish(server: FaultServer, tmp_path: Path) -> str:
    for path in (tmp_path / "built").iterdir():
        name = path.name.split("-")[0]
        server.files[f"/files/{path.name}"] = path.read_bytes()
        server.files[f"/simple/{name}/"] = f'<a href="/files/{path.name}">x</a>'.encode()
        server.types[f"/simple/{name}/"] = "text/html"
    return server.url("/simple")


def test_from_a_folder_then_from_the_wheelhouse(lock: Lock, tmp_path: Path) -> None:
    total = sum(path.stat().st_size for path in (tmp_path / "built").iterdir())
    wheels = ensure(lock, tmp_path, settings(str(tmp_path / "built")), offline=True)
    assert (wheels.present, wheels.copied, wheels.downloaded) == (0, total, 0)
    shutil.rmtree(tmp_path / "built")
    assert ensure(lock, tmp_path, settings(), offline=True).present == 2


def test_a_damaged_wheel_is_brought_again(lock: Lock, tmp_path: Path) -> None:
    found = settings(str(tmp_path / "built"))
    wheels = ensure(lock, tmp_path, found)
    data = bytearray(wheels.paths[0].read_bytes())
    data[50] ^= 1
    wheels.paths[0].write_bytes(data)
    again = ensure(lock, tmp_path, found)
    assert (again.present, again.copied > 0) == (1, True)


def test_offline_names_what_is_missing(lock: Lock, tmp_path: Path, server: FaultServer) -> None:
    (tmp_path / "built" / lock.packages_for(make.MINOR)[1].file).unlink()
    for found, offline in ((settings(str(tmp_path / "built"), indexes=(server.url("/simple"),)), True), (settings(no_index=True), False)):
        with pytest.raises(GlmError) as caught:
            ensure(lock, tmp_path, found, offline=offline)
        assert caught.value.id == "offline-missing"
        assert "two-1.0-py3-none-any.whl" in caught.value.message
    assert server.seen == []


def test_from_an_index(lock: Lock, tmp_path: Path, server: FaultServer) -> None:
    wheels = ensure(lock, tmp_path, settings(indexes=(publish(server, tmp_path),)))
    assert wheels.downloaded == sum(path.stat().st_size for path in (tmp_path / "built").iterdir())


def test_a_folder_with_another_file_of_that_name_is_passed_over(lock: Lock, tmp_path: Path, server: FaultServer) -> None:
    index = publish(server, tmp_path)
    for path in (tmp_path / "built").iterdir():
        path.write_bytes(bytes(reversed(path.read_bytes())))
    wheels = ensure(lock, tmp_path, settings(str(tmp_path / "built"), indexes=(index,)))
    assert (wheels.copied, wheels.downloaded > 0) == (0, True)


def test_the_locks_own_index_comes_first_and_is_tried_directly(tmp_path: Path, server: FaultServer) -> None:
    entry = make.build(tmp_path / "built", "one", "1.0+cpu", {"one.py": b"1"}) | {"index": "special"}
    own = {"pypi": {"url": None}, "special": {"url": server.url("/whl")}}
    lock = load_lock(make.write_lock(tmp_path / "lock.json", [entry], indexes=own))
    server.files["/whl/one-1.0%2Bcpu-py3-none-any.whl"] = (tmp_path / "built" / entry["file"]).read_bytes()
    assert ensure(lock, tmp_path, settings(indexes=(server.url("/simple"),))).downloaded == entry["size"]


def test_a_tampered_index_is_an_integrity_error_and_leaves_nothing(lock: Lock, tmp_path: Path, server: FaultServer) -> None:
    index = publish(server, tmp_path)
    for path in list(server.files):
        if path.startswith("/files/"):
            server.files[path] = bytes(reversed(server.files[path]))
    with pytest.raises(GlmError) as caught:
        ensure_wheels(lock, make.MINOR, tmp_path / "root", Options(), settings(indexes=(index,)))
    assert caught.value.id == "hash-mismatch"
    assert not list((tmp_path / "root" / "cache" / "wheels").glob("*.whl"))


def test_no_index_at_all(lock: Lock, tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        ensure(lock, tmp_path, settings())
    assert caught.value.id == "index-unconfigured"
