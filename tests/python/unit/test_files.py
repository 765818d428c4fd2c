"""Files are whole or not there; names from outside stay inside."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from glm_deploy import files
from glm_deploy.errors import GlmError


def test_write_atomic_leaves_no_neighbour_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.json"
    files.write_atomic(target, b"old")

    def refuse(_source: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(files, "replace", refuse)
    with pytest.raises(OSError, match="full"):
        files.write_atomic(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert target.read_bytes() == b"old"


def test_building_promotes_a_finished_folder_and_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "made"
    for text in ("first", "second"):
        with files.building(target) as folder:
            (folder / "x").write_text(text)
    assert (target / "x").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_building_leaves_the_old_folder_alone_when_the_work_fails(tmp_path: Path) -> None:
    target = tmp_path / "made"
    with files.building(target) as folder:
        (folder / "x").write_text("good")

    def fail() -> None:
        with files.building(target) as folder:
            (folder / "x").write_text("bad")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (target / "x").read_text() == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_building_sweeps_what_a_killed_build_left_and_nothing_else(tmp_path: Path) -> None:
    for name in (".made.0123abcd.tmp", ".made.89abcdef.old", ".made-2.0123abcd.tmp", "made.tmp", ".made.txt"):
        (tmp_path / name).mkdir()
    with files.building(tmp_path / "made"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".made-2.0123abcd.tmp", ".made.txt", "made", "made.tmp"]


@pytest.mark.parametrize("name", ["a.bin", "folder/b.txt", "pytorch_model-00001-of-00002.bin", "中文.txt", ".hidden", "conf", "com.txt"])
def test_plain_names_are_taken(name: str, tmp_path: Path) -> None:
    assert files.safe_join(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../x", "a/../../x", "a//b", "C:/x", "c:x", "a\\b", "..\\x", "nul", "NUL.txt", "com1", "COM¹.bin",
     "lpt9.safetensors", "aux.", "x ", "x.", "a\0b", "a\nb", "a:b", "a?b", "a*", "x" * 300, "./x", "a/.", "conin$", "CON .txt",
     "com1 .x", "a\ud800", "\udc80/a"],
)  # fmt: skip
def test_names_that_leave_or_that_windows_reserves_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        files.safe_join(tmp_path, name)
    assert caught.value.id == "path-unsafe"


@pytest.mark.skipif(sys.platform == "win32", reason="making a symbolic link needs a privilege on Windows")
def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "out").symlink_to(tmp_path)
    with pytest.raises(GlmError) as caught:
        files.safe_join(tmp_path / "inside", "out/secret.txt")
    assert caught.value.id == "path-unsafe"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_lies_in_the_way_of_a_folder_is_replaced(tmp_path: Path) -> None:
    for name, put in {"pipe": os.mkfifo, "nowhere": lambda path: path.symlink_to("gone"), "file": Path.touch}.items():
        put(tmp_path / name)
        with files.building(tmp_path / name) as folder:
            (folder / "x").write_text(name)
        assert (tmp_path / name / "x").read_text() == name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "nowhere", "pipe"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_record_is_read_from_a_plain_file_of_sensible_size_only(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"b": 1}')
    assert files.read_record(tmp_path / "a") == {"b": 1}
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "deep").write_text("[" * 200_000)
    (tmp_path / "list").write_text("[]")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(1 << 40)
    for name in ("pipe", "zero", "deep", "list", "huge", "gone", "."):
        with pytest.raises((OSError, ValueError)):
            files.read_record(tmp_path / name)


def test_a_folder_where_a_file_belongs_is_named(tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        files.write_atomic(tmp_path, b"x")
    assert caught.value.id == "root-not-writable"


@pytest.mark.skipif(sys.platform == "win32", reason="making a symbolic link needs a privilege on Windows")
def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises((GlmError, OSError)) as caught:
        files.safe_join(tmp_path, "loop/secret.txt").read_bytes()
    assert getattr(caught.value, "id", "path-unsafe") == "path-unsafe"


def test_remove_tree_removes_read_only_files_and_forgives_nothing_there(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "c").write_text("x")
    (folder / "b" / "c").chmod(0o444)
    files.remove_tree(folder)
    files.remove_tree(folder)
    assert not folder.exists()


def test_space_is_checked_before_work(tmp_path: Path) -> None:
    files.require_space(tmp_path / "not" / "there", 1, "a byte")
    with pytest.raises(GlmError, match=r"needs 1048576\.00 GiB") as caught:
        files.require_space(tmp_path, 1 << 50, "a very large model")
    assert caught.value.id == "disk-full"
