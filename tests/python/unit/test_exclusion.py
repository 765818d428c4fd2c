"""One at a time: the lock on a root, the lock on a folder that is made, and what a killed holder leaves."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from glm_deploy import events, exclusion, files
from glm_deploy.errors import PROJECT_ROOT, GlmError

SOURCE_ROOT = str(PROJECT_ROOT / "python" / "src")
HOLD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from glm_deploy import exclusion
with getattr(exclusion, sys.argv[2])(Path(sys.argv[3])):
    print("held", flush=True)
    sys.stdin.read()
"""
CONTEND = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from glm_deploy import exclusion
from glm_deploy.errors import GlmError
target, turns = Path(sys.argv[2]), 0
while turns < 1000:
    try:
        with exclusion.build_lock(target):
            os.close(os.open(target, os.O_CREAT | os.O_EXCL))
            os.unlink(target)
        turns += 1
    except GlmError as error:
        assert error.id == "run-busy", error
"""


@contextmanager
def holder(lock: str, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen([sys.executable, "-c", HOLD, SOURCE_ROOT, lock, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"held"
        yield child
    finally:
        child.kill()
        child.communicate()


def refusal(lock: str, place: Path) -> str:
    with pytest.raises(GlmError) as caught, getattr(exclusion, lock)(place):
        pass
    assert str(place) in caught.value.message
    return caught.value.id


def test_one_run_at_a_time_and_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    with holder("run_lock", tmp_path):
        assert refusal("run_lock", tmp_path) == "run-busy"
    with exclusion.run_lock(tmp_path):
        assert (tmp_path / "run.lock").exists()


def test_one_process_makes_a_folder_and_a_killed_one_blocks_nobody(tmp_path: Path) -> None:
    with holder("build_lock", tmp_path / "made"):
        assert refusal("build_lock", tmp_path / "made") == "run-busy"
        with exclusion.build_lock(tmp_path / "other"):
            assert len(list(tmp_path.iterdir())) == 2
    assert [path.name for path in tmp_path.iterdir()] == [".made.build.lock"], "killed: the file stays, the lock does not"
    with exclusion.build_lock(tmp_path / "made"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_busy_folder_keeps_what_its_maker_has_written(tmp_path: Path) -> None:
    (tmp_path / ".made.0123abcd.tmp").mkdir()
    with holder("build_lock", tmp_path / "made"), pytest.raises(GlmError, match="Another process"), files.building(tmp_path / "made"):
        pass
    assert (tmp_path / ".made.0123abcd.tmp").exists()


def test_a_lock_left_by_a_killed_build_goes_with_other_leftovers(tmp_path: Path) -> None:
    for name in (".made.build.lock", "build.lock", ".made.lock"):
        (tmp_path / name).touch()
    files.sweep_folder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".made.lock", "build.lock"]


def test_removing_the_file_with_the_lock_lets_no_two_in(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CONTEND, SOURCE_ROOT, str(tmp_path / "made")]
    children = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    said = [child.communicate(timeout=240)[1].decode() for child in children]
    assert [child.returncode for child in children] == [0] * 4, said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no file that is open")
def test_a_lock_on_a_file_that_its_last_holder_removed_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, path, calls = exclusion._lock, tmp_path / ".made.build.lock", []

    def after_the_last_holder(descriptor: int) -> None:
        if not calls:
            path.unlink()
        calls.append(descriptor)
        lock(descriptor)

    monkeypatch.setattr(exclusion, "_lock", after_the_last_holder)
    with exclusion.build_lock(tmp_path / "made"):
        assert path.exists()
    assert len(calls) == 2


def test_a_disk_without_locks_is_worth_a_warning_for_a_folder_and_refused_for_a_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(exclusion, "_lock", refuse)
    seen: list[events.Event] = []
    with events.sink(seen.append), exclusion.build_lock(tmp_path / "made"):
        pass
    assert [(event["level"], str(tmp_path) in event["message"]) for event in seen] == [("warning", True)]
    with pytest.raises(OSError, match="No locks"), exclusion.run_lock(tmp_path):
        pass


@pytest.mark.parametrize("kind", ["folder", "loop"])
@pytest.mark.skipif(sys.platform == "win32", reason="making a symbolic link needs a privilege on Windows")
def test_a_lock_file_that_is_none_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "run.lock"
    path.mkdir() if kind == "folder" else path.symlink_to("run.lock")
    with pytest.raises(GlmError) as caught, exclusion.run_lock(tmp_path):
        pass
    assert caught.value.id == "root-not-writable"
    assert str(path) in caught.value.hint
