"""After a driver update, a repair and a rollback: what is done again, what is not, and what the report says of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import launcher

from glm_deploy.errors import PROJECT_ROOT
from glm_deploy.lock import current_platform, lock_path

DRIVER = {"driver_version": "581.29", "gpu_uuids": ["GPU-1f0a2b3c-4d5e-6f70-8192-a3b4c5d6e701"], "driver_model": "WDDM"}
STAGES = ["fetch", "convert", "int8", "nf4", "smoke", "report"]


def pointer(root: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((root / "current.json").read_text(encoding="utf-8"))
    return value


def deploy(root: Path, fingerprint: dict[str, Any] | None, number: int, slot: str = "00000000:01:00.0") -> dict[str, str]:
    """The model half's call with a host half's finding of the GPU; returns what became of each stage."""
    current = pointer(root)
    run_id = f"20261123T19{number:02}00Z-0a1b2c"
    log = root / "logs" / run_id
    log.mkdir(parents=True, exist_ok=True)
    cards = [{"uuid": uuid, "name": "NVIDIA GeForce RTX 3090", "bus_id": slot} for uuid in (fingerprint or {}).get("gpu_uuids", [])]
    request = {
        "contract": 1, "verb": "deploy", "run_id": run_id, "profile": "demo", "root": str(root), "lock": current["lock"],
        "environment": current["environment"], "log_dir": str(log), "options": {"offline": True, "force": False, "thorough": False},
        "host": {"fingerprint": fingerprint, "gpus": cards, "facts": {}, "preflight": [], "stages": []},
    }  # fmt: skip
    (log / "request.json").write_text(json.dumps(request), encoding="utf-8")
    python = Path(current["environment"]) / "bin" / "python"
    done = subprocess.run(
        [str(python), "-X", "utf8", "-m", "glm_deploy", "run", str(log / "request.json")], cwd=PROJECT_ROOT / "python" / "src",
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert answer["ok"], answer["error"]
    return {stage["name"]: stage["status"] for stage in answer["data"]["stages"]}


def changes(root: Path) -> list[str]:
    report = Path(pointer(root)["report"]["path"])
    value: list[str] = json.loads((report.parent / "report.json").read_text(encoding="utf-8"))["changes"]
    return value


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows the same runs through Deploy-GLM.ps1")
def test_a_changed_driver_or_gpu_is_proved_again_and_nothing_else_is_done(root: Path) -> None:
    launcher.run(root)
    only_proof = dict.fromkeys(STAGES, "skipped") | {"smoke": "done", "report": "done"}
    assert deploy(root, DRIVER, 1) == only_proof, "a GPU came"
    uuid = DRIVER["gpu_uuids"][0]
    came = ["driver_model: no NVIDIA GPU -> WDDM", "driver_version: no NVIDIA GPU -> 581.29", f"gpu_uuids: no NVIDIA GPU -> {uuid}"]
    assert changes(root) == came
    assert deploy(root, DRIVER, 2) == dict.fromkeys(STAGES, "skipped"), "nothing changed"
    slot = "00000000:41:00.0"
    assert deploy(root, DRIVER, 9, slot) == dict.fromkeys(STAGES, "skipped"), "the card moved"
    assert pointer(root)["gpus"][0]["bus_id"] == slot
    assert deploy(root, DRIVER | {"driver_version": "596.10"}, 3) == only_proof, "a new driver, and the card moved back"
    assert changes(root) == ["driver_version: 581.29 -> 596.10", f"{uuid}: {slot} -> 00000000:01:00.0"]
    assert pointer(root)["fingerprint"]["driver_version"] == "596.10"
    assert pointer(root)["previous"] == [], "the same artefacts, proved again, are no other deployment"
    swapped = DRIVER | {"driver_version": "596.10", "gpu_uuids": ["GPU-ffffffff-0000-0000-0000-000000000000"]}
    assert deploy(root, swapped, 4) == only_proof, "another card"
    assert changes(root) == [f"gpu_uuids: {uuid} -> GPU-ffffffff-0000-0000-0000-000000000000"]
    assert launcher.run(root).worked() == {"smoke", "report"}, "the GPU went"
    assert changes(root)[1] == "driver_version: 596.10 -> no NVIDIA GPU"


def test_a_repair_proves_again_and_an_edit_that_sets_its_time_back_is_mended(root: Path) -> None:
    launcher.run(root)
    assert launcher.run(root, "--repair").worked() == {"smoke", "report"}
    victim = next(Path(pointer(root)["environment"]).rglob("site-packages/tokenizers/__init__.py"))
    status, content = victim.stat(), victim.read_bytes()
    victim.unlink()  # A wheel's file may be a hard link into the cache.
    victim.write_bytes(content[:-1] + b"#")
    os.utime(victim, ns=(status.st_atime_ns, status.st_mtime_ns))
    outcome = launcher.run(root)
    assert outcome.code == 0, outcome.text
    assert outcome.worked() == {"environment", "packages", "report"}
    assert victim.read_bytes() == content


def rolled_back(root: Path) -> Any:
    outcome = launcher.run(root, "--rollback")
    assert outcome.code == 0, outcome.text
    assert outcome.result["artefacts"] == pointer(root)["artefacts"]
    return outcome.result["artefacts"]


def test_a_rollback_brings_back_the_deployment_before_and_can_be_undone(root: Path, tmp_path: Path) -> None:
    launcher.run(root)
    first = pointer(root)
    lock = json.loads(lock_path("demo", current_platform()).read_text(encoding="utf-8"))
    lock["generation"]["max_length"] -= 1
    changed = tmp_path / "demo.json"
    changed.write_text(json.dumps(lock), encoding="utf-8")
    outcome = launcher.run(root, "--lock-path", str(changed))
    assert outcome.code == 0, outcome.text
    second = pointer(root)
    assert second["artefacts"] != first["artefacts"]
    assert rolled_back(root) == first["artefacts"]
    assert launcher.run(root).worked() == set(), "what was rolled back to is whole"
    assert rolled_back(root) == second["artefacts"]
    assert rolled_back(root) == first["artefacts"]
