"""The launcher's command line: folders of wheels that are none, and passwords that were typed in the wrong place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glm_deploy.errors import GlmError, exit_code
from glm_deploy.host import launcher
from glm_deploy.host.arguments import UsageError, find_wheel_folders, parser


@pytest.mark.parametrize(
    "typed",
    [["--wheels", "https://joe:S3crpw@host/simple"], ["--wheels", "file:///joe:S3crpw@x"], ["--wheels=joe:S3crpw@host/simple"],
     ["--whels", "https://joe:S3crpw@host/simple"], ["--offline=https://joe:S3crpw@host/simple"]],
)  # fmt: skip
def test_an_address_is_no_folder_and_is_repeated_nowhere(
    typed: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    assert launcher.main(["--profile", "demo", "--root", str(root), *typed]) == exit_code("usage")
    assert not root.exists()
    told = "".join(capfd.readouterr())
    assert typed[0].partition("=")[0] in told
    assert "S3crpw" not in told


def test_a_folder_with_a_colon_in_its_name_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        (tmp_path / "my:wheels").mkdir()
    except OSError:
        pytest.skip("this file system has no colons in names")
    assert parser().parse_args(["--wheels", "my:wheels"]).wheels == [Path("my:wheels")]


def test_an_empty_folder_of_wheels_is_not_the_current_one() -> None:
    with pytest.raises(UsageError, match="--wheels: an empty folder name"):
        parser().parse_args(["--wheels", ""])


def test_folders_of_wheels_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wheels").mkdir()
    assert find_wheel_folders([Path("wheels"), tmp_path]) == [str(tmp_path / "wheels"), str(tmp_path)]
    (tmp_path / "file").touch()
    for wrong in ("wheals", "file"):
        with pytest.raises(GlmError) as caught:
            find_wheel_folders([Path("wheels"), Path(wrong)])
        assert (caught.value.id, caught.value.message) == ("usage", f"--wheels names {tmp_path / wrong}, where no folder is.")


def test_a_mistyped_folder_of_wheels_ends_the_run_before_anything_is_made(tmp_path: Path) -> None:
    root = tmp_path / "root"
    arguments = ["--profile", "demo", "--root", str(root), "--quiet", "--wheels", str(tmp_path / "wheals")]
    assert launcher.main(arguments) == exit_code("usage")
    (result,) = (root / "logs").glob("*/result.json")
    error = json.loads(result.read_text(encoding="utf-8"))["error"]
    assert (error["id"], error["hint"]) == ("usage", "Correct --wheels, or leave it out.")
    assert not (root / "envs").exists()
