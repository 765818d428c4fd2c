"""The listing of an environment's files: begun early or asked for, it says the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from glm_deploy import listing
from glm_deploy.errors import PROJECT_ROOT


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    for name in ("environment.json", "python.exe", "Lib/one.py", "Lib/__pycache__/one.pyc", "Lib/deep/environment.json"):
        path = tmp_path / "env" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path / "env"


def test_byte_code_and_the_record_itself_are_left_out(environment: Path) -> None:
    found = listing.files_of(environment)
    assert sorted(found) == ["Lib/deep/environment.json", "Lib/one.py", "python.exe"]
    assert found["Lib/one.py"][:2] == (len("Lib/one.py"), (environment / "Lib" / "one.py").stat().st_mtime_ns)


def test_a_listing_that_was_begun_is_taken_once(environment: Path) -> None:
    listing.begin(str(environment))
    begun = listing.files_of(environment)
    (environment / "new.txt").touch()
    assert begun.keys() == listing.files_of(environment).keys() - {"new.txt"}


def test_a_folder_without_a_record_is_not_listed_early(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (environment / "environment.json").unlink()
    monkeypatch.setattr(listing, "Listing", pytest.fail)
    listing.begin(str(environment))


def test_a_folder_that_cannot_be_read_is_told_where_the_files_are_asked_for(environment: Path) -> None:
    listing.begin(str(environment))
    listing.files_of(environment)
    with pytest.raises(FileNotFoundError):
        listing.files_of(environment / "gone")


def test_it_is_begun_before_the_rest_is_imported(environment: Path) -> None:
    """What it saves is lost as soon as something heavy comes before it."""
    code = f"import sys; sys.prefix = {str(environment)!r}\nfrom glm_deploy import listing\n"
    code += "listing.begin = lambda folder: print(folder, *sys.modules)\n"
    code += "from glm_deploy.__main__ import main\nmain(['run', 'no-such-request.json'])\n"
    where = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT / "python" / "src")}
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, env=where, check=False)
    folder, *modules = done.stdout.splitlines()[0].split()
    assert folder == str(environment)
    assert not {"json", "pathlib", "hashlib", "glm_deploy.machine"} & set(modules)
