"""A rollback moves the pointer to a deployment that is whole, can be undone, and refuses everything else without a change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from glm_deploy import artifact, environment_record, promotion, rollback
from glm_deploy.errors import CONTRACT_DIR, GlmError, exit_code
from glm_deploy.host import launcher
from glm_deploy.listing import files_of

RUN = "20261123T190000Z-0a1b2c"


def promote(root: Path, number: int, fingerprint: Any = None) -> dict[str, Any]:
    """A deployment with real records: artefact, verdict, environment, report."""
    base = root / "models" / "demo" / "1"
    folders = {}
    for kind in ("bf16", "smoke"):
        folder = base / f"{kind}-{number:012x}"
        folder.mkdir(parents=True)
        (folder / "weights.bin").write_bytes(bytes([number]) * 64)
        folders[kind] = (folder, artifact.write(folder, kind, {"number": number}, {}))
    environment = root / "envs" / f"{number:012x}"
    environment.mkdir(parents=True)
    (environment / "python").write_text("an interpreter")
    seen = files_of(environment)
    record = environment_record.EnvironmentRecord(f"{number:064x}", "3.12", {}, {}, seen, {})
    (environment / "environment.json").write_text(json.dumps(environment_record._as_json(record)))
    report = root / "logs" / str(number) / "report.html"
    report.parent.mkdir(parents=True)
    report.write_text(f"report {number}")
    report.with_suffix(".json").write_text("{}")
    request = {
        "profile": "demo", "lock": "demo.json", "environment": str(environment), "run_id": f"run {number}",
        "host": {"fingerprint": fingerprint},
    }  # fmt: skip
    data = {"artefacts": [{"name": "bf16", "path": str(folders["bf16"][0]), "sha256": folders["bf16"][1].digest}], "report": str(report)}
    promotion.promote(root, request, data, folders["smoke"][0])
    return current(root)


def current(root: Path) -> dict[str, Any]:
    found = promotion.read(root)
    assert found is not None
    return found


def run_ids(root: Path) -> list[str]:
    return [entry["run_id"] for entry in [current(root), *current(root)["previous"]]]


def test_it_goes_back_and_forward_again(tmp_path: Path) -> None:
    first, second = promote(tmp_path, 1), promote(tmp_path, 2)
    entry = rollback.roll_back(tmp_path, RUN)
    assert entry["artefacts"] == first["artefacts"]
    assert run_ids(tmp_path) == ["run 1", "run 2"]
    validate(current(tmp_path), json.loads((CONTRACT_DIR / "schemas" / "current.json").read_text(encoding="utf-8")))
    rollback.roll_back(tmp_path, RUN)
    assert run_ids(tmp_path) == ["run 2", "run 1"]
    assert current(tmp_path)["artefacts"] == second["artefacts"]


def test_a_run_after_a_rollback_remembers_each_deployment_once(tmp_path: Path) -> None:
    promote(tmp_path, 1)
    newest = promote(tmp_path, 2)
    rollback.roll_back(tmp_path, RUN)
    request = {**{key: newest[key] for key in ("profile", "lock", "environment")}, "run_id": "run 3", "host": {"fingerprint": None}}
    promotion.promote(tmp_path, request, {"artefacts": newest["artefacts"], "report": newest["report"]["path"]}, Path(newest["smoke"]))
    assert run_ids(tmp_path) == ["run 3", "run 1"]


def test_nothing_to_go_back_to(tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        rollback.roll_back(tmp_path, RUN)
    assert caught.value.id == "nothing-deployed"
    promote(tmp_path, 1)
    before = (tmp_path / "current.json").read_bytes()
    with pytest.raises(GlmError) as caught:
        rollback.roll_back(tmp_path, RUN)
    assert caught.value.id == "rollback-missing"
    assert (tmp_path / "current.json").read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("models/demo/1/bf16-000000000001/weights.bin", "bf16: weights.bin changed"),
        ("models/demo/1/smoke-000000000001/weights.bin", "smoke: weights.bin changed"),
        ("models/demo/1/bf16-000000000001/artifact.json", "bf16: its record is missing or damaged"),
        ("envs/000000000001/python", "environment 000000000001: python"),
        ("envs/000000000001/environment.json", "it is not finished"),
        ("models/demo/1/bf16-000000000001", "bf16: .* is gone"),
        ("envs/000000000001", "environment 000000000001"),
    ],
)
def test_only_a_whole_deployment_is_pointed_at(damage: str, named: str, tmp_path: Path) -> None:
    promote(tmp_path, 1)
    promote(tmp_path, 2)
    path = tmp_path / damage
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.write_bytes(b"x" * 64)
    before = (tmp_path / "current.json").read_bytes()
    with pytest.raises(GlmError, match=named) as caught:
        rollback.roll_back(tmp_path, RUN)
    assert caught.value.id == "rollback-damaged"
    assert (tmp_path / "current.json").read_bytes() == before


NOTHING = {"artefacts": [], "smoke": "a", "environment": "b", "run_id": "c", "report": {"path": "d"}}


@pytest.mark.parametrize("entry", [None, 7, {}, {"artefacts": [{}]}, NOTHING])
def test_a_damaged_entry_is_refused(entry: Any, tmp_path: Path) -> None:
    promote(tmp_path, 1)
    pointer = current(tmp_path) | {"previous": [entry]}
    (tmp_path / "current.json").write_text(json.dumps(pointer))
    with pytest.raises(GlmError, match=r"its entry in current\.json"):
        rollback.roll_back(tmp_path, RUN)


def test_an_artefact_that_was_made_anew_is_not_the_promoted_one(tmp_path: Path) -> None:
    promote(tmp_path, 1)
    promote(tmp_path, 2)
    folder = tmp_path / "models" / "demo" / "1" / "bf16-000000000001"
    (folder / "weights.bin").write_bytes(b"other")
    artifact.write(folder, "bf16", {"number": 1}, {})
    with pytest.raises(GlmError, match="not the one that was promoted"):
        rollback.roll_back(tmp_path, RUN)


def test_the_verb_says_whether_this_driver_was_the_proof(tmp_path: Path) -> None:
    driver = {"driver_version": "581.29", "gpu_uuids": ["GPU-1"], "driver_model": "WDDM"}
    promote(tmp_path, 1, driver)
    promote(tmp_path, 2, driver)
    request = {"contract": 1, "verb": "rollback", "run_id": RUN, "root": str(tmp_path), "host": {"fingerprint": driver}}
    validate(request, json.loads((CONTRACT_DIR / "schemas" / "request.json").read_text(encoding="utf-8")))
    assert rollback.run_verb(request)["proved_here"] is True
    request["host"] = {"fingerprint": {**driver, "driver_version": "596.10"}}
    answer = rollback.run_verb(request)
    assert answer["proved_here"] is False
    assert answer["report"] == str(tmp_path / "logs" / "2" / "report.html")


def test_the_launcher_rolls_back_and_says_when_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert launcher.main(["--rollback", "--root", str(tmp_path)]) == exit_code("usage")
    assert "nothing-deployed" in capsys.readouterr().out
    promote(tmp_path, 1)
    promote(tmp_path, 2)
    assert launcher.main(["--rollback", "--root", str(tmp_path), "--what-if"]) == 0
    assert "would point at run run 1" in capsys.readouterr().out
    assert run_ids(tmp_path) == ["run 2", "run 1"]
    assert launcher.main(["--rollback", "--root", str(tmp_path)]) == 0
    assert "Rolled back" in capsys.readouterr().out
    assert run_ids(tmp_path) == ["run 1", "run 2"]
    result = json.loads(next((tmp_path / "logs").glob("2*Z-*/result.json")).read_text(encoding="utf-8"))
    validate(result, json.loads((CONTRACT_DIR / "schemas" / "deployment.json").read_text(encoding="utf-8")))
