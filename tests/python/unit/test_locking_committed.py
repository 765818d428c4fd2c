"""The locks that are committed: up to date with their manifests, complete, and without any host of the standard index."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from glm_deploy import files
from glm_deploy.cli import main
from glm_deploy.errors import PROJECT_ROOT, GlmError, exit_code
from glm_deploy.lock import check_inputs, load_lock
from glm_deploy.locking.build import make_lock
from glm_deploy.locking.commands import check_lock
from glm_deploy.locking.targets import Target
from glm_deploy.manifest import Catalog

LOCKS = sorted((PROJECT_ROOT / "manifests" / "locks").glob("*.json"))
HOSTS = re.compile(r"pythonhosted|pypi\.|/simple|aliyun|tsinghua", re.IGNORECASE)
EXPECTED = {"demo.win-64", "demo.linux-64", "cpu.win-64", "cpu.linux-64", "rtx3090.win-64", "rtx4090.win-64"}


def content(path: Path) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return raw


each_lock = pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)


def test_the_expected_locks_are_there() -> None:
    assert {path.stem for path in LOCKS} >= EXPECTED


@each_lock
def test_it_is_up_to_date_and_readable_by_the_bare_interpreter(path: Path) -> None:
    profile, platform = path.stem.split(".")
    check_lock(PROJECT_ROOT, profile, platform, path)
    lock = load_lock(path)
    check_inputs(lock, PROJECT_ROOT)
    assert (lock.profile, lock.platform) == (profile, platform)
    assert path.read_bytes() == files.json_bytes(content(path))


@each_lock
def test_it_names_no_host_of_the_standard_index(path: Path) -> None:
    raw = content(path)
    assert raw["indexes"]["pypi"] == {"url": None}
    assert not HOSTS.search(json.dumps([raw["packages"], raw["indexes"], raw["inputs"], raw["needs"]]))
    for rows in raw["packages"].values():
        assert all("/" not in row["file"] and row["index"] in raw["indexes"] for row in rows)


@each_lock
def test_it_holds_every_pin_for_every_python(path: Path) -> None:
    raw = content(path)
    stack = Catalog(PROJECT_ROOT).stack(raw["stack"]["name"]).data
    assert list(raw["packages"]) == raw["python"]["versions"] == stack["python"][raw["platform"]]
    for minor, rows in raw["packages"].items():
        pinned = {row["name"]: row for row in rows}
        assert list(pinned) == sorted(pinned)
        target = Target(raw["platform"], minor, stack["glibc_min"])
        for name, pin in stack["packages"].items():
            assert pinned[name]["version"] == (pin if isinstance(pin, str) else pin[minor])
        assert set(stack["torch"]["requires"]) <= set(pinned)
        assert pinned["torch"]["version"] == raw["stack"]["torch"]
        assert all(target.rank(row["file"]) is not None for row in rows)
        assert all(row["size"] for row in rows if row["name"] != "torch")


def test_cpu_locks_for_linux_carry_no_cuda_libraries() -> None:
    raw = content(PROJECT_ROOT / "manifests" / "locks" / "demo.linux-64.json")
    names = {row["name"] for rows in raw["packages"].values() for row in rows}
    assert {name for name in names if name.startswith("nvidia-")} == {"nvidia-ml-py"}
    assert raw["stack"] == {"name": "modern", "variant": "cpu", "cuda": None, "torch": "2.13.0+cpu"}
    assert raw["conda"] is None
    assert raw["needs"]["os"] == ["linux-glibc-2.28"]


def test_gpu_locks_say_what_the_driver_must_be_and_what_else_would_do() -> None:
    raw = content(PROJECT_ROOT / "manifests" / "locks" / "rtx3090.win-64.json")
    gpu = raw["needs"]["gpu"]
    assert (gpu["cuda"], gpu["capability_min"]) == ("13.0", "8.6")
    assert (gpu["driver_floor_windows"], gpu["driver_floor_linux"]) == ("580", "580.65.06")
    assert (gpu["fallback"]["cuda"], gpu["fallback"]["driver_floor_windows"]) == ("12.6", "528.33")
    assert gpu["fallback"]["package"]["file"] == "torch-2.13.0+cu126-cp312-cp312-win_amd64.whl"
    assert gpu["fallback"]["package"]["index"] in raw["indexes"]
    torch = next(row for row in raw["packages"]["3.12"] if row["name"] == "torch")
    assert torch["file"] == "torch-2.13.0+cu130-cp312-cp312-win_amd64.whl"


def test_windows_locks_carry_conda_packages_in_install_order() -> None:
    raw = content(PROJECT_ROOT / "manifests" / "locks" / "demo.win-64.json")
    names = [row["name"] for row in raw["conda"]["packages"]]
    assert names.index("ucrt") < names.index("vc14_runtime") < names.index("python") < names.index("setuptools") < names.index("pip")
    assert raw["conda"]["micromamba"]["version"] == "2.9.0-0"
    assert raw["needs"]["os"] == ["windows-10.0.17763"]


def test_the_demo_model_is_pinned_to_the_files_that_are_here() -> None:
    raw = content(PROJECT_ROOT / "manifests" / "locks" / "demo.linux-64.json")
    folder = PROJECT_ROOT / raw["model"]["source"]["path"]
    assert raw["model"]["files"], "the demo model has no files"
    for row in raw["model"]["files"]:
        assert (folder / row["name"]).stat().st_size == row["size"]
        assert files.sha256_file(folder / row["name"]) == row["sha256"]


@pytest.mark.parametrize("name", ["cpu.win-64", "cpu.linux-64"])
def test_resolving_again_gives_the_same_bytes(name: str) -> None:
    profile, platform = name.split(".")
    try:
        made = make_lock(profile, platform, PROJECT_ROOT)
    except GlmError as error:
        if error.id == "locking-index":
            pytest.skip(f"the package index cannot be reached: {error.message}")
        raise
    assert files.json_bytes(made) == (PROJECT_ROOT / "manifests" / "locks" / f"{name}.json").read_bytes()


def test_the_command_says_what_is_up_to_date_and_what_it_cannot_find(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["lock", "--check", "demo"]) == 0
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "demo.win-64.json is up to date" in shown.err
    assert main(["lock", "--check", "dmeo"]) == exit_code("manifest")
    shown = capfd.readouterr()
    assert "manifest-missing" in shown.err
    assert "'demo'" in shown.err
