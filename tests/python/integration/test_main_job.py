"""The main job through the door without PowerShell: first run, second run, and what each leaves to read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from support import launcher

from glm_deploy.errors import CONTRACT_DIR, exit_table

STAGES = ["lock", "preflight", "environment", "packages", "fetch", "convert", "int8", "nf4", "smoke", "report"]
SCHEMAS = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (CONTRACT_DIR / "schemas").glob("*.json")}


def check_schema(name: str, value: object) -> None:
    registry = Registry().with_resources((key, Resource.from_contents(schema)) for key, schema in SCHEMAS.items())
    Draft202012Validator(SCHEMAS[name], registry=registry).validate(value)


def test_the_first_run_passes_every_stage(first_run: tuple[Path, launcher.Outcome]) -> None:
    root, outcome = first_run
    check_schema("deployment.json", outcome.result)
    assert [stage["name"] for stage in outcome.result["stages"]] == STAGES
    assert set(outcome.statuses().values()) == {"done"}
    assert (outcome.result["ok"], outcome.result["verdict"], outcome.result["exit_code"]) == (True, "pass", 0)
    folder = root / "logs" / outcome.result["run_id"]
    assert json.loads((folder / "result.json").read_text(encoding="utf-8")) == outcome.result
    assert {path.name for path in folder.iterdir()} >= {"deploy.log", "events.jsonl", "report.html", "report.json", "result.json"}
    for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines():
        check_schema("event.json", json.loads(line))


def test_the_pointer_names_what_was_proved(first_run: tuple[Path, launcher.Outcome]) -> None:
    root, outcome = first_run
    current = json.loads((root / "current.json").read_text(encoding="utf-8"))
    check_schema("current.json", current)
    assert current["artefacts"] == outcome.result["artefacts"]
    assert [artefact["name"] for artefact in current["artefacts"]] == ["bf16", "int8", "nf4"]


LOAD = """
import sys, json
from transformers import AutoModelForCausalLM, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
model = AutoModelForCausalLM.from_pretrained(sys.argv[1])
prompt = json.loads(sys.argv[2])
chat = [{"role": "user", "content": prompt["user"]}]
inputs = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
output = model.generate(**inputs, do_sample=False, max_new_tokens=64)
print(json.dumps(tokenizer.decode(output[0][inputs["input_ids"].shape[1]:], skip_special_tokens=True)))
"""


@pytest.mark.parametrize("name", ["bf16", "int8", "nf4"])
def test_each_artefact_loads_without_remote_code_and_recites(name: str, root: Path) -> None:
    current = json.loads((root / "current.json").read_text(encoding="utf-8"))
    path = next(artefact["path"] for artefact in current["artefacts"] if artefact["name"] == name)
    prompt = json.loads(Path(current["lock"]).read_text(encoding="utf-8"))["smoke"]["prompts"][0]
    python = Path(current["environment"]) / "bin" / "python"
    command = [str(python), "-c", LOAD, path, json.dumps(prompt)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert prompt["expect"] in json.loads(done.stdout.splitlines()[-1])


def test_the_second_run_does_nothing_and_is_quick(root: Path) -> None:
    launcher.run(root)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file() and "logs" not in path.parts}
    outcome = launcher.run(root)
    assert outcome.worked() == set()
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file() and "logs" not in path.parts} == before
    assert outcome.result["report"] is not None
    assert Path(outcome.result["report"]).exists()
    assert outcome.seconds < 6, "the bar is 3 s on an idle machine; this limit leaves room for a busy one"


def test_the_second_run_imports_no_torch_and_no_network_code(root: Path, tmp_path: Path) -> None:
    """The environment's own import log is asked, not the code."""
    launcher.run(root)
    outcome = launcher.run(root, PYTHONVERBOSE="1")
    log = root / "logs" / outcome.result["run_id"] / "events.jsonl"
    text = log.read_text(encoding="utf-8")
    assert "import 'json'" in text, "the import log is missing, so this test would prove nothing"
    for module in ("torch", "transformers", "http.client", "ssl"):
        assert f"import '{module}'" not in text


def test_what_if_changes_nothing(tmp_path: Path) -> None:
    outcome = launcher.run(tmp_path / "root", "--what-if")
    assert outcome.result["verdict"] == "planned"
    assert {path.name for path in (tmp_path / "root").iterdir()} == {"logs"}


def test_a_profile_for_a_gpu_stops_in_preflight_and_leaves_only_its_log(tmp_path: Path) -> None:
    outcome = launcher.run(tmp_path / "root", profile="rtx3090", PATH="/nowhere")
    assert outcome.result["error"]["id"] == "gpu-missing"
    assert outcome.code == exit_table()["gpu"]["python"]
    assert outcome.seconds < 5
    assert {path.name for path in (tmp_path / "root").iterdir()} == {"logs"}
