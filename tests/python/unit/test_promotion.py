"""The one pointer moves when something new was proved, remembers what it pointed at, and old folders go when nobody needs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from glm_deploy import promotion
from glm_deploy.errors import CONTRACT_DIR

SHA = "0" * 64


def deployment(root: Path, number: int) -> tuple[dict[str, Any], dict[str, Any], Path, Path]:
    base = root / "models" / "demo" / "1"
    artefact, smoke = base / f"bf16-{number:012x}", base / f"smoke-{number:012x}"
    environment = root / "envs" / f"{number:012x}"
    for folder in (artefact, smoke, environment):
        folder.mkdir(parents=True, exist_ok=True)
    report = root / "logs" / str(number) / "report.html"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(f"report {number}")
    report.with_suffix(".json").write_text("{}")
    request = {"profile": "demo", "lock": "demo.json", "environment": str(environment), "run_id": f"run {number}", "host": {}}
    data = {"artefacts": [{"name": "bf16", "path": str(artefact), "sha256": SHA}], "report": str(report)}
    return request, data, smoke, base


def test_the_pointer_follows_the_schema_and_moves_only_on_news(tmp_path: Path) -> None:
    request, data, smoke, _ = deployment(tmp_path, 1)
    promotion.promote(tmp_path, request, data, smoke)
    pointer = tmp_path / "current.json"
    schema = json.loads((CONTRACT_DIR / "schemas" / "current.json").read_text(encoding="utf-8"))
    validate(json.loads(pointer.read_text(encoding="utf-8")), schema)
    before = pointer.stat().st_mtime_ns
    promotion.promote(tmp_path, request | {"run_id": "run 2"}, data, smoke)
    assert pointer.stat().st_mtime_ns == before


def test_a_card_in_another_slot_is_noted_and_is_no_other_deployment(tmp_path: Path) -> None:
    request, data, smoke, _ = deployment(tmp_path, 1)
    card = {"uuid": "GPU-1", "name": "RTX 3090", "bus_id": "00000000:01:00.0"}
    promotion.promote(tmp_path, request | {"host": {"gpus": [card]}}, data, smoke)
    before = promotion.read(tmp_path)
    assert before is not None
    moved = [card | {"bus_id": "00000000:41:00.0"}]
    promotion.promote(tmp_path, request | {"run_id": "run 2", "host": {"gpus": moved}}, data, smoke)
    assert promotion.read(tmp_path) == before | {"gpus": moved}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{", '{"schema": 1}', '{"schema": 1, "previous": []}', "[" * 200_000, '{"a":' * 200_000, '"\\ud800"',
     '{"schema": 1, "environment": 1, "smoke": [], "artefacts": {}, "report": null, "previous": 5}'],
)  # fmt: skip
def test_a_pointer_of_any_other_shape_is_none(tmp_path: Path, text: str) -> None:
    request, data, smoke, base = deployment(tmp_path, 1)
    (tmp_path / "current.json").write_text(text)
    assert promotion.read(tmp_path) is None
    assert promotion.current_report(tmp_path, smoke) is None
    promotion.prune(tmp_path, base)
    promotion.promote(tmp_path, request, data, smoke)
    assert promotion.current_report(tmp_path, smoke) == Path(data["report"])


def test_a_damaged_earlier_entry_neither_stops_a_promotion_nor_lets_a_folder_go(tmp_path: Path) -> None:
    request, data, smoke, base = deployment(tmp_path, 1)
    promotion.promote(tmp_path, request, data, smoke)
    pointer = tmp_path / "current.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"previous": [7, {"artefacts": [1]}]}))
    deployment(tmp_path, 9)
    promotion.prune(tmp_path, base)
    assert (base / "bf16-000000000009").is_dir()
    request, data, smoke, base = deployment(tmp_path, 2)
    promotion.promote(tmp_path, request, data, smoke)
    current = promotion.read(tmp_path)
    assert current is not None
    assert [entry["run_id"] for entry in current["previous"]] == ["run 1"]


def test_two_earlier_deployments_are_kept_and_older_folders_removed(tmp_path: Path) -> None:
    for number in range(1, 5):
        request, data, smoke, base = deployment(tmp_path, number)
        promotion.promote(tmp_path, request, data, smoke)
        promotion.prune(tmp_path, base)
    current = promotion.read(tmp_path)
    assert current is not None
    assert [entry["run_id"] for entry in [current, *current["previous"]]] == ["run 4", "run 3", "run 2"]
    assert sorted(path.name[-1] for path in (tmp_path / "envs").iterdir()) == ["2", "3", "4"]
    assert sorted(path.name for path in base.iterdir()) == sorted(f"{kind}-{n:012x}" for kind in ("bf16", "smoke") for n in (2, 3, 4))


def test_prune_removes_what_killed_runs_left_and_the_oldest_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promotion, "LOGS_KEPT", 2)
    request, data, smoke, base = deployment(tmp_path, 1)
    names = [f"2026010{day}T000000Z-abcdef" for day in range(1, 6)]
    for name in [*names, "by-hand"]:
        (tmp_path / "logs" / name).mkdir(parents=True)
    kept = tmp_path / "logs" / names[0] / "report.html"
    kept.write_text("the current one")
    kept.with_suffix(".json").write_text("{}")
    promotion.promote(tmp_path, request, data | {"report": str(kept)}, smoke)
    for leftover in (tmp_path / ".current.json.01234567.tmp", base / ".bf16-0.89abcdef.old", tmp_path / "envs" / ".x.01234567.tmp"):
        leftover.mkdir(parents=True)
    promotion.prune(tmp_path, base)
    left = {path.name for path in (tmp_path / "logs").iterdir()}
    assert left & {*names, "by-hand"} == {names[0], *names[3:], "by-hand"}
    assert not [path for path in tmp_path.rglob(".*") if path.name.endswith(("tmp", "old"))]


def test_prune_leaves_what_it_did_not_make(tmp_path: Path) -> None:
    request, data, smoke, base = deployment(tmp_path, 1)
    promotion.promote(tmp_path, request, data, smoke)
    for stranger in (base / "source", base / "mine", tmp_path / "envs" / "by-hand"):
        stranger.mkdir()
    promotion.prune(tmp_path, base)
    assert (base / "source").exists()
    assert (base / "mine").exists()
    assert (tmp_path / "envs" / "by-hand").exists()


def test_the_report_counts_only_while_it_is_whole_and_of_the_same_verdict(tmp_path: Path) -> None:
    request, data, smoke, _ = deployment(tmp_path, 1)
    assert promotion.current_report(tmp_path, smoke) is None
    promotion.promote(tmp_path, request, data, smoke)
    assert promotion.current_report(tmp_path, smoke) == Path(data["report"])
    assert promotion.current_report(tmp_path, smoke.with_name("smoke-x")) is None
    for name in ("report.html", "report.json"):
        path = Path(data["report"]).with_name(name)
        before = path.read_bytes()
        path.write_text("somebody wrote here")
        assert promotion.current_report(tmp_path, smoke) is None
        path.unlink()
        assert promotion.current_report(tmp_path, smoke) is None
        path.write_bytes(before)
    assert promotion.current_report(tmp_path, smoke) == Path(data["report"])


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 99}'])
def test_a_damaged_pointer_counts_as_none(content: str, tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text(content)
    assert promotion.read(tmp_path) is None
