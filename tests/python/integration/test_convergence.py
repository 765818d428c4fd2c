"""Kill it, damage it, race it, starve it: the next run converges, and nothing unverified is ever promoted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import launcher

from glm_deploy import artifact
from glm_deploy.errors import exit_table


def current(root: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((root / "current.json").read_text(encoding="utf-8"))
    return value


def artefact(root: Path, name: str) -> Path:
    return Path(next(entry["path"] for entry in current(root)["artefacts"] if entry["name"] == name))


def check_promoted(root: Path) -> None:
    """Whatever happened: what the pointer names is complete and verifies."""
    pointer = root / "current.json"
    if not pointer.exists():
        return
    for entry in current(root)["artefacts"]:
        record = artifact.read(Path(entry["path"]))
        assert record is not None, entry
        assert record.digest == entry["sha256"]
        assert artifact.find_fault(Path(entry["path"]), record.key, thorough=True)[1] == ""


def wait_until_gone(root: Path, limit_s: float = 15) -> None:
    deadline = time.monotonic() + limit_s
    while launcher.processes_of(root) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert launcher.processes_of(root) == [], "something outlived the killed run"


def remove_environment(root: Path) -> None:
    shutil.rmtree(root / "envs")


def remove_models(root: Path) -> None:
    shutil.rmtree(root / "models")


KILLS: dict[str, tuple[Callable[[Path], None], str, float]] = {
    "environment": (remove_environment, "making a virtual environment", 0.0),
    "packages, wheels": (remove_environment, '"stage": "packages"', 0.1),
    "packages, installing": (remove_environment, "install packages", 1.0),
    "fetch": (remove_models, "fetch starts", 0.0),
    "convert": (remove_models, "convert starts", 0.5),
    "convert, writing": (remove_models, '"unit": "tensors"', 0.0),
    "int8": (lambda root: shutil.rmtree(artefact(root, "int8")), "int8 starts", 4.0),
    "nf4": (lambda root: shutil.rmtree(artefact(root, "nf4")), "nf4 starts", 2.0),
    "smoke": (lambda root: shutil.rmtree(current(root)["smoke"]), "smoke starts", 3.0),
    "report": (lambda root: shutil.rmtree(current(root)["smoke"]), "smoke: done", 0.2),
}


@pytest.mark.parametrize("name", KILLS)
def test_a_kill_at_any_stage_and_a_rerun_converge(name: str, root: Path) -> None:
    launcher.run(root)
    prepare, event, delay_s = KILLS[name]
    prepare(root)
    known = set((root / "logs").glob("*"))
    with launcher.started(root) as process:
        launcher.wait_for_event(root, known, event)
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
    wait_until_gone(root)
    if prepare is remove_environment:
        check_promoted(root)
    outcome = launcher.run(root)
    assert outcome.code == 0, outcome.text
    check_promoted(root)
    assert [path.name for path in root.rglob(".*") if path.name.endswith((".tmp", ".old"))] == []
    assert launcher.run(root).worked() == set()


def flip_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def largest(folder: Path) -> Path:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "artifact.json")
    return max(found, key=lambda path: path.stat().st_size)


DAMAGES: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "source": (lambda root: flip_byte(largest(artefact(root, "bf16").parent / "source")), {"fetch"}),
    "bf16": (lambda root: flip_byte(largest(artefact(root, "bf16"))), {"convert"}),
    "bf16 record": (lambda root: (artefact(root, "bf16") / "artifact.json").write_text("{"), {"convert"}),
    "bf16 tokenizer removed": (lambda root: (artefact(root, "bf16") / "tokenizer.json").unlink(), {"convert"}),
    "int8": (lambda root: flip_byte(largest(artefact(root, "int8"))), {"int8"}),
    "nf4 config cut": (lambda root: (artefact(root, "nf4") / "config.json").write_text(""), {"nf4"}),
    "verdict": (lambda root: flip_byte(largest(Path(current(root)["smoke"]))), {"smoke"}),
    "report": (lambda root: Path(current(root)["report"]["path"]).unlink(), set()),
    "pointer": (lambda root: (root / "current.json").write_text("{"), set()),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_noticed_and_only_what_depends_on_it_is_redone(name: str, root: Path) -> None:
    """Redone stages give the same bytes, so what was made from them still stands and is only verified again."""
    launcher.run(root)
    damage, redone = DAMAGES[name]
    damage(root)
    outcome = launcher.run(root)
    assert outcome.code == 0, outcome.text
    assert outcome.worked() == redone | {"report"}
    check_promoted(root)


def test_a_damaged_package_is_noticed_and_the_environment_rebuilt(root: Path) -> None:
    launcher.run(root)
    victim = next(Path(current(root)["environment"]).rglob("yaml/__init__.py"))
    victim.write_text("raise SystemExit('somebody was here')\n")
    loaded_at_start = next(Path(current(root)["environment"]).rglob("glm_deploy.pth"))
    loaded_at_start.unlink()
    os.mkfifo(loaded_at_start)  # The environment's Python would wait here for ever.
    outcome = launcher.run(root)
    assert outcome.code == 0, outcome.text
    assert {"environment", "packages"} <= outcome.worked()
    assert not {"convert", "int8", "nf4", "smoke"} & outcome.worked()


def test_a_missing_interpreter_is_noticed_and_the_environment_rebuilt(root: Path) -> None:
    launcher.run(root)
    (Path(current(root)["environment"]) / "bin" / "python").unlink()
    outcome = launcher.run(root)
    assert outcome.code == 0, outcome.text
    assert {"environment", "packages"} <= outcome.worked()


def test_of_two_runs_at_once_one_works_and_one_is_busy(root: Path) -> None:
    launcher.run(root)
    shutil.rmtree(current(root)["smoke"])
    known = set((root / "logs").glob("*"))
    with launcher.started(root) as first:
        launcher.wait_for_event(root, known, "smoke starts")
        second = launcher.run(root)
        assert second.code == exit_table()["busy"]["python"]
        assert second.result["error"]["id"] == "run-busy"
        assert second.seconds < 5
        assert first.wait(300) == 0
    check_promoted(root)


def test_a_leftover_run_lock_blocks_nobody(root: Path) -> None:
    (root / "run.lock").write_text("99999")
    assert launcher.run(root).code == 0


def test_ctrl_c_ends_the_run_with_its_own_code_and_a_rerun_converges(root: Path) -> None:
    launcher.run(root)
    shutil.rmtree(current(root)["smoke"])
    known = set((root / "logs").glob("*"))
    with launcher.started(root) as process:
        folder = launcher.wait_for_event(root, known, "smoke starts")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == exit_table()["interrupted"]["python"]
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert result["error"]["id"] == "interrupted"
    wait_until_gone(root)
    assert launcher.run(root).code == 0
    check_promoted(root)


def test_a_stale_lock_names_the_yaml_and_the_command(root: Path, tmp_path: Path) -> None:
    """The project is copied, one manifest edited, and the launcher of the copy run."""
    copy = tmp_path / "project"
    source = launcher.PROJECT_ROOT
    for name in ("python", "manifests", "contract"):
        shutil.copytree(source / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    profile = copy / "manifests" / "profiles" / "demo.yaml"
    profile.write_text(profile.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    command = launcher.command(tmp_path / "root")
    command[1] = str(copy / "python" / "deploy.py")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    error = json.loads(done.stdout)["error"]
    assert done.returncode == exit_table()["manifest"]["python"]
    assert error["id"] == "lock-stale"
    assert "manifests/profiles/demo.yaml" in error["message"]
    assert "glm-deploy lock demo" in error["hint"]


def test_an_unreachable_index_is_one_clear_error(tmp_path: Path) -> None:
    command = [part for part in launcher.command(tmp_path / "root") if part not in {"--wheels", str(launcher.WHEELHOUSE)}]
    environment = {**os.environ, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False, env=environment)
    result = json.loads(done.stdout)
    assert done.returncode == exit_table()["network"]["python"], result
    assert "127.0.0.1:9" in result["error"]["message"]
    assert not (tmp_path / "root" / "current.json").exists()


def test_a_missing_python_is_one_clear_error(tmp_path: Path) -> None:
    outcome = launcher.run(tmp_path / "root", "--python-path", "/nowhere/python3")
    assert outcome.result["error"]["id"] == "python-missing"
    assert outcome.code == exit_table()["python"]["python"]


def mounted(folder: Path, options: str) -> None:
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")


def test_a_full_disk_is_one_clear_error_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    mounted(disk, "size=40m")
    try:
        outcome = launcher.run(disk / "root")
        assert outcome.result["error"]["id"] == "disk-full"
        assert outcome.code == exit_table()["disk"]["python"]
        assert not (disk / "root" / "current.json").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_during_the_model_half_is_one_clear_error(root: Path, tmp_path: Path) -> None:
    """The finished environment is on the small disk too, so the space ends while artefacts are written."""
    launcher.run(root)
    disk = tmp_path / "disk"
    used = sum(path.stat().st_size for path in (root / "envs").rglob("*") if path.is_file())
    mounted(disk, f"size={used // 2**20 + 400}m,nr_inodes=0")
    try:
        small = disk / "root"
        small.mkdir()
        shutil.copytree(root / "envs", small / "envs", symlinks=True)
        filler = small / "filler"
        free = shutil.disk_usage(small).free
        filler.write_bytes(b"\0" * (free - (1 << 20)))
        outcome = launcher.run(small)
        assert outcome.result["error"]["id"] == "disk-full", outcome.result
        assert not (small / "current.json").exists()
        filler.unlink()
        assert launcher.run(small).code == 0
        check_promoted(small)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_read_only_root_is_one_clear_error(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    mounted(disk, "size=1m,ro")
    try:
        outcome = launcher.run(disk / "root")
        assert outcome.result["error"]["id"] == "root-not-writable"
        assert outcome.code == exit_table()["root"]["python"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
