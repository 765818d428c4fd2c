"""The seam as data: schemas hold for the golden examples, tables agree with each other, and the machine entry keeps its word."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from glm_deploy import machine
from glm_deploy.errors import CONTRACT_DIR, PROJECT_ROOT, GlmError, error_table, exit_table, from_exception

SOURCE = PROJECT_ROOT / "python" / "src"
SCHEMAS = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (CONTRACT_DIR / "schemas").glob("*.json")}


def validator(name: str) -> Draft202012Validator:
    resources = [(schema_name, Resource.from_contents(schema)) for schema_name, schema in SCHEMAS.items()]
    return Draft202012Validator(SCHEMAS[name], registry=Registry().with_resources(resources))


def ask(request: Any, tmp_path: Path, **environment: str) -> tuple[int, dict[str, Any], list[str]]:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "glm_deploy", "run", str(path)], cwd=SOURCE, stdin=subprocess.DEVNULL,
        capture_output=True, timeout=120, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert len(lines) == 1, done.stdout
    return done.returncode, json.loads(lines[0]), done.stderr.decode("utf-8", "replace").splitlines()


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_valid_themselves(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("path", sorted((CONTRACT_DIR / "examples").glob("deploy-*.json")), ids=lambda path: path.stem)
def test_golden_examples_follow_the_schemas(path: Path) -> None:
    example = json.loads(path.read_text(encoding="utf-8"))
    validator("request.json").validate(example["request"])
    validator("result.json").validate(example["result"])
    error = example["result"]["error"]
    expected = exit_table()[error_table()[error["id"]].exit]["python"] if error else 0
    assert example["exit_code"] == expected


def test_exit_codes_are_distinct_and_in_their_ranges() -> None:
    rows = exit_table().values()
    for key in ("python", "windows"):
        assert len({row[key] for row in rows}) == len(rows)
    assert all(0 <= row["python"] < 126 for row in rows)
    assert {row["windows"] for row in rows} <= {0, 1618, 3010, *range(69001, 70000)}


def test_every_error_id_has_an_exit_class_a_why_and_an_action() -> None:
    for error_id, entry in error_table().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", error_id)
        assert entry.exit in exit_table()
        assert entry.why.endswith(".")
        assert entry.action.endswith(".")


def test_every_error_id_in_the_code_stands_in_the_table() -> None:
    used = set()
    for path in SOURCE.rglob("*.py"):
        used |= set(re.findall(r'GlmError\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert used, "the pattern finds nothing, so this test would prove nothing"
    assert used - set(error_table()) == set()


def test_an_unknown_verb_is_answered_in_form(tmp_path: Path) -> None:
    code, result, events = ask({"contract": 1, "verb": "dance"}, tmp_path)
    validator("result.json").validate(result)
    assert result["error"]["id"] == "request-invalid"
    assert code == exit_table()["contract"]["python"]
    for line in events:
        validator("event.json").validate(json.loads(line))


DEPLOY = {"contract": 1, "verb": "deploy", "run_id": "r", "profile": "p", "root": "r", "lock": "l", "environment": "e", "log_dir": "d"}


@pytest.mark.parametrize(
    "request_",
    [
        [], {"contract": 2, "verb": "probe"}, {"contract": 1}, {"contract": 1, "verb": 7}, {"contract": True, "verb": "probe"}, DEPLOY,
        DEPLOY | {"options": {"offline": "no"}, "host": {}}, DEPLOY | {"options": {}, "host": {"stages": [{}]}},
        {"contract": 1, "verb": "probe", "root": "a\0b"}, {"contract": 1, "verb": "probe", "host": {"started": float("inf")}},
    ],
)  # fmt: skip
def test_a_malformed_request_is_answered_in_form(request_: Any, tmp_path: Path) -> None:
    code, result, _ = ask(request_, tmp_path)
    validator("result.json").validate(result)
    assert (code, result["ok"]) == (exit_table()["contract"]["python"], False)


def test_what_others_print_on_stdout_never_mixes_with_the_object(tmp_path: Path) -> None:
    """A native library writes to descriptor 1 directly; a module may print while it is imported."""
    noise = tmp_path / "sitecustomize.py"
    noise.write_text(
        "import os, sys, types\n"
        "module = types.ModuleType('glm_deploy.probe')\n"
        "def run_verb(request):\n"
        "    os.write(1, b'native noise\\n'); print('python noise'); return {'seen': True}\n"
        "module.run_verb = run_verb\n"
        "sys.modules['glm_deploy.probe'] = module\n",
        encoding="utf-8",
    )
    code, result, lines = ask({"contract": 1, "verb": "probe"}, tmp_path, PYTHONPATH=str(tmp_path))
    assert (code, result["data"]) == (0, {"seen": True})
    assert "native noise" in lines
    assert "python noise" in lines


@pytest.mark.parametrize(
    ("raised", "expected"),
    [("KeyboardInterrupt()", "interrupted"), ("SystemExit(3)", "internal"), ("ModuleNotFoundError('no x', name='x')", "module-missing"),
     ("OSError(28, 'No space left', 'f')", "disk-full"), ("MemoryError()", "memory-too-small"),
     ("RuntimeError('I/O error: No space left on device (os error 28)')", "disk-full"),
     ("RuntimeError('[enforce fail] DefaultCPUAllocator: not enough memory')", "memory-too-small")],
)  # fmt: skip
def test_whatever_a_verb_raises_becomes_one_object(raised: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, types\n"
        "module = types.ModuleType('glm_deploy.probe')\n"
        f"def run_verb(request): raise {raised}\n"
        "module.run_verb = run_verb\n"
        "sys.modules['glm_deploy.probe'] = module\n",
        encoding="utf-8",
    )
    code, result, _ = ask({"contract": 1, "verb": "probe"}, tmp_path, PYTHONPATH=str(tmp_path))
    validator("result.json").validate(result)
    assert result["error"]["id"] == expected
    assert code == GlmError(expected, "x").exit_code


@pytest.mark.parametrize(
    ("returned", "ok"), [("{'nan': float('nan')}", False), ("{(1, 2): 3}", False), ("{'forked': os.fork()} and {}", True)]
)
def test_a_result_that_is_no_json_and_a_forked_child_still_give_one_object(returned: str, ok: bool, tmp_path: Path) -> None:
    if "fork" in returned and os.name == "nt":
        pytest.skip("Windows does not fork")
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys, types\n"
        "module = types.ModuleType('glm_deploy.probe')\n"
        f"def run_verb(request): return {returned}\n"
        "module.run_verb = run_verb\n"
        "sys.modules['glm_deploy.probe'] = module\n",
        encoding="utf-8",
    )
    code, result, _ = ask({"contract": 1, "verb": "probe"}, tmp_path, PYTHONPATH=str(tmp_path))
    validator("result.json").validate(result)
    assert (result["ok"], code) == (ok, 0 if ok else exit_table()["internal"]["python"])


def test_every_verb_of_the_schema_has_a_module() -> None:
    assert set(SCHEMAS["request.json"]["properties"]["verb"]["enum"]) == set(machine.VERBS)


def test_an_id_without_a_row_counts_as_a_defect() -> None:
    assert GlmError("no-such-id", "x").exit_code == exit_table()["internal"]["python"]


def test_foreign_exceptions_are_mapped() -> None:
    assert from_exception(PermissionError(13, "denied", "f")).id == "root-not-writable"
    assert from_exception(ValueError("odd")).context["where"] != ""
