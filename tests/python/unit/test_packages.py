"""Packages: real uv, real wheels, a real venv; and the record that notices every change by hand."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import wheels as make

from glm_deploy import environment_record, installer, packages
from glm_deploy.environment_record import find_environment_fault, read_record, site_packages, write_record
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.listing import files_of
from glm_deploy.lock import Lock, load_lock
from glm_deploy.lock_reader import same_version
from glm_deploy.wheelhouse import Options

UV = make.find_uv()
needs_uv = pytest.mark.skipif(UV is None, reason="uv is neither beside this Python nor on PATH")


def interpreter(environment: Path) -> Path:
    return environment / "Scripts" / "python.exe" if os.name == "nt" else environment / "bin" / "python"


def make_environment(folder: Path) -> None:
    """A bare venv of the base interpreter; a venv of a venv would not be its own everywhere on Windows."""
    python = Path(sys.base_prefix, "python.exe") if os.name == "nt" else Path(sys.executable)
    subprocess.run([str(python), "-m", "venv", "--without-pip", str(folder)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder (its name has a blank, an apostrophe and Chinese letters) with a lock, wheels and a finished environment."""
    if UV is None:
        pytest.skip("uv is neither beside this Python nor on PATH")
    folder = tmp_path_factory.mktemp("packages") / "it's a 测试"
    entries = [make.build(folder / "built", "one", "1.0", {"one/__init__.py": b"VALUE = 1\n", "one/data.bin": b"x" * 1000})]
    entries += [make.build(folder / "built", "two", "2.0", {"two.py": b"import one\n"}), make.build_uv(folder / "built", UV)]
    make.write_lock(folder / "lock.json", entries)
    make_environment(folder / "env")
    summary = install(folder, folder / "env")
    assert (summary.installed, summary.downloaded_bytes) == (3, 0)
    return folder


def install(folder: Path, environment: Path, lock: Path | None = None) -> packages.Summary:
    options = Options(offline=True, find_links=(str(folder / "built"),))
    return packages.install_packages(
        load_lock(lock or folder / "lock.json"), folder / "root", environment, interpreter(environment), options
    )


def copy_with_times(source: str, target: str) -> None:
    """As ``shutil.copy2``, which calls a function that the Windows host of the tests lacks."""
    shutil.copyfile(source, target, follow_symlinks=False)
    shutil.copystat(source, target, follow_symlinks=False)


@pytest.fixture
def made(base: Path, tmp_path: Path) -> tuple[Lock, Path]:
    """The lock, and a copy of the finished environment to spoil."""
    shutil.copytree(base / "env", tmp_path / "env", symlinks=True, copy_function=copy_with_times)
    return load_lock(base / "lock.json"), tmp_path / "env"


def test_what_was_installed_works_and_a_second_time_does_nothing(base: Path) -> None:
    code = "import two, one, glm_deploy; print(one.VALUE, glm_deploy.__file__)"
    done = subprocess.run(
        [str(interpreter(base / "env")), "-X", "utf8", "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.startswith("1 ")
    assert str(PROJECT_ROOT / "python" / "src") in done.stdout
    assert install(base, base / "env").installed == 0
    assert not (base / "root" / "cache" / "uv-work").exists()
    record = read_record(base / "env")
    assert record is not None
    assert record.packages == {"one": "1.0", "two": "2.0", "uv": "9.9.9"}
    assert not any("__pycache__" in name for name in record.files)


def test_files_of_the_environment_are_its_own(base: Path) -> None:
    # A file linked to a cache would change there too, and the damage would come back with the next environment.
    assert (site_packages(base / "env", make.MINOR) / "one" / "data.bin").stat().st_nlink == 1


def test_a_clean_environment_agrees_also_when_copied_and_hashed(made: tuple[Lock, Path]) -> None:
    lock, environment = made
    assert find_environment_fault(environment, lock) == ""
    assert find_environment_fault(environment, lock, thorough=True) == ""
    target = site_packages(environment, make.MINOR) / "one" / "data.bin"
    os.utime(target, (1, 1))
    assert find_environment_fault(environment, lock) == ""
    record = read_record(environment)
    assert record is not None
    assert record.files == files_of(environment), "the next run need not hash again"
    (site_packages(environment, make.MINOR) / "one" / "__pycache__").mkdir(exist_ok=True)
    (site_packages(environment, make.MINOR) / "one" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert find_environment_fault(environment, lock) == ""


def change_in_place(site: Path) -> None:
    (site / "one" / "data.bin").write_bytes(b"y" * 1000)


def change_size(site: Path) -> None:
    (site / "one" / "data.bin").write_bytes(b"y" * 999)


def remove(site: Path) -> None:
    (site / "two.py").unlink()


def add_file(site: Path) -> None:
    (site / "sitecustomize.py").write_text("", encoding="utf-8")


def add_byte_code(site: Path) -> None:
    (site / "sitecustomize.pyc").write_bytes(b"")


def uninstall(site: Path) -> None:
    shutil.rmtree(site / "two-2.0.dist-info")


def install_more(site: Path) -> None:
    (site / "three-3.0.dist-info").mkdir()
    (site / "three-3.0.dist-info" / "METADATA").write_text("Name: three\n", encoding="utf-8")


def spoil_pth(site: Path) -> None:
    text = (site / "glm_deploy.pth").read_bytes()
    (site / "glm_deploy.pth").write_bytes(text[::-1])


def add_path(site: Path) -> None:
    (site / "more.pth").write_text("import os", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (change_in_place, "one/data.bin changed since"),
        (change_size, "one/data.bin has 999 bytes"),
        (remove, "two.py is missing"),
        (add_file, "sitecustomize.py does not belong"),
        (add_byte_code, "sitecustomize.pyc does not belong"),
        (uninstall, "the package two 2.0 is no longer installed"),
        (install_more, "the package three 3.0 was installed by somebody else"),
        (spoil_pth, "glm_deploy.pth changed"),
        (add_path, "more.pth does not belong"),
    ],
)
def test_changes_by_hand_are_named(made: tuple[Lock, Path], spoil: Callable[[Path], None], named: str) -> None:
    lock, environment = made
    spoil(site_packages(environment, make.MINOR))
    assert named in find_environment_fault(environment, lock)


def test_a_change_that_hides_its_time_is_found_by_hashing(made: tuple[Lock, Path]) -> None:
    lock, environment = made
    target = site_packages(environment, make.MINOR) / "one" / "data.bin"
    status = target.stat()
    target.write_bytes(b"y" * 1000)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    # Windows has no time that an editor cannot set back; a repair hashes everything.
    assert ("one/data.bin changed since" in find_environment_fault(environment, lock)) == (os.name != "nt")
    assert "one/data.bin changed since" in find_environment_fault(environment, lock, thorough=True)


def test_a_library_of_no_package_that_hides_its_time_is_found_by_hashing(made: tuple[Lock, Path]) -> None:
    """As conda brings Python's own; our record then holds its hash."""
    lock, environment = made
    library = environment / "DLLs" / "library.dll"
    library.parent.mkdir()
    library.write_bytes(b"a" * 100)
    write_record(environment, lock, make.MINOR)
    assert find_environment_fault(environment, lock, thorough=True) == ""
    status = library.stat()
    library.write_bytes(b"b" * 100)
    os.utime(library, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "DLLs/library.dll changed since" in find_environment_fault(environment, lock, thorough=True)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 2, "own": {}, "key": "x", "python": "3.12", "packages": {}, "provided": {}, "files": [1]}']
)
def test_a_damaged_record_is_no_record(made: tuple[Lock, Path], text: str) -> None:
    lock, environment = made
    (environment / environment_record.RECORD_NAME).write_text(text, encoding="utf-8")
    assert "record" in find_environment_fault(environment, lock)


def test_another_lock_is_another_environment(base: Path, tmp_path: Path) -> None:
    raw = json.loads((base / "lock.json").read_text(encoding="utf-8"))
    other = make.write_lock(tmp_path / "other.json", raw["packages"][make.MINOR][1:])
    assert find_environment_fault(base / "env", load_lock(other)) == "it was made from other pinned packages"


@needs_uv
def test_a_failing_installer_is_told_with_its_words(base: Path, tmp_path: Path) -> None:
    built = tmp_path / "built"
    broken = make.build(built, "broken", "1.0", {"broken-1.0.data/unknown/x": b""})
    raw = json.loads((base / "lock.json").read_text(encoding="utf-8"))
    uv = next(entry for entry in raw["packages"][make.MINOR] if entry["name"] == "uv")
    shutil.copyfile(base / "built" / uv["file"], built / uv["file"])
    lock = make.write_lock(tmp_path / "lock.json", [broken | {"version": "1.0", "name": "broken"}, uv])
    (built / "broken-1.0-py3-none-any.whl").write_bytes(b"no zip at all")
    make_environment(tmp_path / "env")
    data = (built / "broken-1.0-py3-none-any.whl").read_bytes()
    entry = broken | {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    make.write_lock(lock, [entry, uv])
    with pytest.raises(GlmError) as caught:
        install(tmp_path, tmp_path / "env", lock)
    assert caught.value.id == "packages-install-failed"
    assert caught.value.context["lines"]
    assert not (tmp_path / "env" / "environment.json").exists()


def test_a_lock_without_uv(tmp_path: Path) -> None:
    entry = make.build(tmp_path / "built", "one", "1.0", {"one.py": b""})
    make.write_lock(tmp_path / "lock.json", [entry])
    make_environment(tmp_path / "env")
    with pytest.raises(GlmError) as caught:
        install(tmp_path, tmp_path / "env")
    assert caught.value.id == "installer-missing"


def test_a_python_that_does_not_suit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = load_lock(make.write_lock(tmp_path / "lock.json", []))
    assert packages.check_python(lock) == make.MINOR
    for target, name, value in (
        (packages.platform, "python_implementation", lambda: "PyPy"),
        (packages.sys, "maxsize", 2**31 - 1),
        (packages, "current_platform", lambda: "other-64"),
        (packages.sysconfig, "get_config_var", lambda _: 1),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(target, name, value)
            with pytest.raises(GlmError) as caught:
                packages.check_python(lock)
            assert caught.value.id == "python-unsuitable"


def test_the_installer_sees_no_settings_of_the_user(tmp_path: Path) -> None:
    environ = {
        "UV_INDEX_URL": "x",
        "PIP_INDEX_URL": "x",
        "PYTHONPATH": "x",
        "VIRTUAL_ENV": "x",
        "CONDA_PREFIX": "x",
        "PATH": "p",
        "uv_x": "x",
    }
    kept = installer.clean_environ(environ, tmp_path)
    assert kept["PATH"] == "p"
    assert not any(value == "x" for value in kept.values())


def test_versions_are_compared_by_meaning() -> None:
    assert same_version("2.13.0+cpu_x", "2.13.0+cpu-x")
    assert same_version("2026.07.01", "2026.7.1")
    assert not same_version("1.0", "1.00.1")
    assert not same_version("1.10", "1.1")


@needs_uv
def test_the_verb(base: Path, tmp_path: Path) -> None:
    make_environment(tmp_path / "env")
    request = {
        "contract": 1,
        "verb": "packages",
        "root": str(base / "root"),
        "lock": str(base / "lock.json"),
        "environment": str(tmp_path / "env"),
        "options": {"offline": True, "find_links": [], "index_url": None},
    }
    (tmp_path / "request.json").write_text(json.dumps(request), encoding="utf-8")
    command = [str(interpreter(tmp_path / "env")), "-X", "utf8", "-m", "glm_deploy", "run", str(tmp_path / "request.json")]
    done = subprocess.run(command, cwd=PROJECT_ROOT / "python" / "src", capture_output=True, text=True, encoding="utf-8", check=False)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["ok"], answer["data"]["installed"]) == (0, True, 3), done.stderr[-2000:]
    assert sys.platform == "win32" or (tmp_path / "env" / "bin" / "glm-deploy").stat().st_mode & 0o111


def test_another_environments_python_installs_nothing(base: Path, tmp_path: Path) -> None:
    request = {"root": str(base / "root"), "lock": str(base / "lock.json"), "environment": str(tmp_path)}
    with pytest.raises(GlmError) as caught:
        packages.run_verb(request)
    assert caught.value.id == "python-unsuitable"
    assert str(tmp_path) in caught.value.message
