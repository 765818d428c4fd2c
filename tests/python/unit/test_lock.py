"""A lock is read strictly: each broken rule is refused with its place and what stands there."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.lock import check_inputs, current_platform, load_lock, lock_path

H = "0" * 64
WHEEL = {
    "name": "Torch",
    "version": "2.13.0+cpu",
    "file": "torch-2.13.0+cpu-cp312-cp312-win_amd64.whl",
    "size": 5,
    "sha256": H,
    "index": "pypi",
}
GOOD: dict[str, Any] = {
    "schema": 1,
    "profile": "demo",
    "platform": "win-64",
    "generated_by": {"glm_deploy": "0.1.0", "uv": "1"},
    "inputs": [{"path": "manifests/demo.yaml", "sha256": hashlib.sha256(b"a: 1\n").hexdigest()}],
    "python": {"implementation": "cpython", "versions": ["3.12"]},
    "conda": {
        "micromamba": {"version": "2", "file": "micromamba.exe", "size": 1, "sha256": H, "urls": ["https://example.org/micromamba"]},
        "channel": {"name": "conda-forge", "urls": ["https://example.org/conda-forge"]},
        "packages": [
            {
                "name": "python",
                "version": "3.12.1",
                "build": "h1",
                "subdir": "win-64",
                "file": "python-3.12.1-h1.conda",
                "size": 1,
                "sha256": H,
            }
        ],
    },
    "indexes": {"pypi": {"url": None}},
    "packages": {"3.12": [WHEEL]},
    "model": {
        "name": "demo",
        "family": "glm",
        "repo": "demo/demo",
        "revision": "abc",
        "licence": None,
        "source": {"kind": "folder", "path": "manifests/models/demo"},
        "files": [{"name": "config.json", "size": 1, "sha256": H}],
    },
    "stack": {},
    "needs": {},
    "artefacts": [{"name": "bf16", "method": "convert", "dtype": "bfloat16"}],
    "generation": {},
    "smoke": {},
    "retry": {"attempts": 5},
    "limits_s": {"packages": 600},
}


def write(tmp_path: Path, lock: Any) -> Path:
    path = tmp_path / "demo.win-64.json"
    path.write_text(lock if isinstance(lock, str) else json.dumps(lock), encoding="utf-8")
    return path


def test_a_good_lock(tmp_path: Path) -> None:
    lock = load_lock(write(tmp_path, GOOD))
    assert (lock.profile, lock.retry.attempts, lock.limits_s) == ("demo", 5, {"packages": 600.0})
    assert lock.packages_for("3.12")[0].version == "2.13.0+cpu"
    assert lock.conda is not None
    assert lock.conda.packages[0].file == "python-3.12.1-h1.conda"
    with pytest.raises(GlmError) as caught:
        lock.packages_for("3.9")
    assert caught.value.id == "python-unsuitable"
    text = f"glm-environment 2\nwin-64 3.12\n{H} {WHEEL['file']}\n{H} python-3.12.1-h1.conda\n"
    assert lock.environment_key("3.12") == hashlib.sha256(text.encode()).hexdigest()


def put(*place: Any, value: Any) -> Callable[[Any], None]:
    def change(lock: Any) -> None:
        for step in place[:-1]:
            lock = lock[step]
        lock[place[-1]] = value

    return change


def drop(*place: Any) -> Callable[[Any], None]:
    def change(lock: Any) -> None:
        for step in place[:-1]:
            lock = lock[step]
        del lock[place[-1]]

    return change


PACKAGE = ("packages", "3.12", 0)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (put("schema", value=2), "schema"),
        (put("schema", value=True), "schema"),
        (put("surprise", value=1), "surprise"),
        (drop("model"), "model"),
        (put(*PACKAGE, "sha256", value="0" * 63), "packages.3.12[0].sha256"),
        (put(*PACKAGE, "sha256", value="A" * 64), "sha256"),
        (put(*PACKAGE, "file", value="../torch-2.13.0+cpu-cp312-cp312-win_amd64.whl"), "file"),
        (put(*PACKAGE, "file", value="torch.tar.gz"), "file"),
        (put(*PACKAGE, "file", value="other-2.13.0+cpu-cp312-cp312-win_amd64.whl"), "file"),
        (put(*PACKAGE, "version", value="2.12.0"), "file"),
        (put(*PACKAGE, "version", value="2; rm -rf /"), "version"),
        (put(*PACKAGE, "name", value="torch --index-url x"), "name"),
        (put(*PACKAGE, "size", value=-1), "size"),
        (put(*PACKAGE, "size", value=True), "size"),
        (put(*PACKAGE, "index", value="other"), "index"),
        (put(*PACKAGE, "note", value=1), "note"),
        (put("packages", "3.12", value=[WHEEL, WHEEL]), "packages.3.12[1]"),
        (put("packages", value={"3.11": []}), "packages"),
        (put("python", "versions", value=["3"]), "python.versions[0]"),
        (put("python", "implementation", value="pypy"), "python.implementation"),
        (put("platform", value="osx-64"), "platform"),
        (put("profile", value="../demo"), "profile"),
        (put("indexes", "pypi", "url", value="ftp://x"), "indexes.pypi.url"),
        (put("inputs", 0, "path", value="/etc/passwd"), "inputs[0].path"),
        (put("inputs", 0, "path", value="a/../../b"), "inputs[0].path"),
        (put("model", "files", 0, "name", value="a/../../b"), "model.files[0].name"),
        (put("model", "files", 0, "name", value="nul.txt"), "model"),
        (put("model", "files", value=[{"name": n, "size": 1, "sha256": H} for n in ("a.bin", "A.BIN")]), "model.files[1].name"),
        (put("model", "source", value={"kind": "git", "path": "x"}), "model.source.kind"),
        (put("model", "revision", value="../x"), "model.revision"),
        (put("conda", "micromamba", "urls", value=[]), "conda.micromamba.urls"),
        (put("conda", "packages", 0, "file", value="a/b"), "file"),
        (put("retry", "attempts", value=0), "retry"),
        (put("limits_s", "packages", value=0), "limits_s.packages"),
        (put("needs", value=[]), "needs"),
        (put("stack", value={"name": "a\0b"}), "stack.name"),
        (put("generated_by", "uv", value="\ud800"), "half a character"),
        (put("conda", "packages", 0, "name", value="--yes"), "conda.packages[0].name"),
        (put("conda", "packages", 0, "build", value="../x"), "conda.packages[0].build"),
        (put("conda", "micromamba", "version", value="-r /"), "conda.micromamba.version"),
        (put("model", "family", value="-x"), "model.family"),
        (put("model", "source", value={"kind": "hub", "urls": ["https://example.org/{repo.__class__}"]}), "model.source.urls[0]"),
        (put("model", "source", value={"kind": "hub", "urls": ["https://example.org/{0}"]}), "model.source.urls[0]"),
        (put("model", "source", value={"kind": "hub", "urls": ["https://example.org/{file:>999999999}"]}), "model.source.urls[0]"),
        (put("needs", value={"memory_gib": "3"}), "needs.memory_gib"),
        (put("needs", value={"gpu": 1}), "needs.gpu"),
        (put("needs", value={"gpu": {"fallback": [1]}}), "needs.gpu.fallback"),
        (put("stack", value={"torch": 2}), "stack.torch"),
        (put("limits_s", "packages", value=10**400), "limits_s.packages"),
        (put("limits_s", "packages", value=1e300), "limits_s.packages"),
        (put("retry", value={"attempts": 10**9}), "retry"),
        (put("retry", value={"factor": 1e300}), "retry"),
        (put("retry", value={"cap_s": 1e300}), "retry"),
        (put("retry", value={"stall_s": 10**400}), "retry"),
        (put("artefacts", 0, "method", value="int8"), "artefacts[0].method"),
        (put("artefacts", 0, "method", value="bitsandbytes-nf4"), "artefacts[0].method"),
        (drop("artefacts", 0, "dtype"), "artefacts[0]"),
        (put("artefacts", value=[GOOD["artefacts"][0], {"name": "bf16", "method": "bitsandbytes-nf4"}]), "artefacts[1].name"),
        (put("generation", value={"top_p": "all"}), "generation.top_p"),
        (put("generation", value={"trust_remote_code": True}), "trust_remote_code"),
        (put("smoke", value={"prompts": [{"user": "a"}]}), "smoke.prompts[0]"),
        (put("smoke", value={"limits": {"bf16": 10**400}}), "smoke.limits.bf16"),
        (put("smoke", value={"repeats": 10**9}), "smoke.repeats"),
    ],
)
def test_broken_rules_are_named_with_their_place(tmp_path: Path, change: Callable[[Any], None], place: str) -> None:
    lock = copy.deepcopy(GOOD)
    change(lock)
    with pytest.raises(GlmError) as caught:
        load_lock(write(tmp_path, lock))
    assert caught.value.id == "lock-invalid"
    assert place in caught.value.message


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema":1,"schema":1}', '{"schema": NaN}', "[" * 100_000, "\ufffe"])
def test_what_is_no_lock_at_all(tmp_path: Path, text: str) -> None:
    with pytest.raises(GlmError) as caught:
        load_lock(write(tmp_path, text))
    assert caught.value.id == "lock-invalid"


def test_a_large_damaged_lock_is_refused_in_linear_time(tmp_path: Path) -> None:
    files = [{"name": f"f{number}", "size": 1, "sha256": H} for number in range(60_000)]
    lock = {**GOOD, "model": {**GOOD["model"], "files": [*files, files[0]]}}
    many = json.dumps(GOOD)[:-1] + "".join(f', "k{number}": 1' for number in range(60_000)) + ', "k0": 1}'
    for text in (json.dumps(lock), many):
        begin = time.process_time()
        with pytest.raises(GlmError) as caught:
            load_lock(write(tmp_path, text))
        assert caught.value.id == "lock-invalid"
        assert time.process_time() - begin < 10


def test_missing_lock_and_unsafe_profile(tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        load_lock(tmp_path / "none.json")
    assert caught.value.id == "lock-missing"
    for profile in ("../demo", "a/b", "nul", "demo."):
        with pytest.raises(GlmError) as caught:
            lock_path(profile, "win-64")
        assert caught.value.id == "usage"
    assert lock_path("demo", "win-64").name == "demo.win-64.json"


def test_a_lock_made_from_nothing_agrees_with_nothing(tmp_path: Path) -> None:
    with pytest.raises(GlmError) as caught:
        check_inputs(load_lock(write(tmp_path, {**GOOD, "inputs": []})), tmp_path)
    assert caught.value.id == "lock-invalid"


def test_stale_inputs_are_named_with_the_command(tmp_path: Path) -> None:
    lock = load_lock(write(tmp_path, GOOD))
    source = tmp_path / "manifests" / "demo.yaml"
    source.parent.mkdir()
    source.write_bytes(b"a: 1\n")
    check_inputs(lock, tmp_path)
    source.write_bytes(b"a: 2\n")
    for state in ("manifests/demo.yaml", "manifests/demo.yaml (missing)"):
        with pytest.raises(GlmError) as caught:
            check_inputs(lock, tmp_path)
        assert caught.value.id == "lock-stale"
        assert state in caught.value.message
        assert "glm-deploy lock demo" in caught.value.hint
        source.unlink(missing_ok=True)


def test_the_schema_and_the_reader_agree(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is a package of the environment; the bare Windows run lacks it")
    schema = json.loads((PROJECT_ROOT / "contract" / "schemas" / "lock.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(GOOD)
    for change in (put("surprise", value=1), drop("model"), put(*PACKAGE, "sha256", value="0"), put("platform", value="osx-64")):
        lock = copy.deepcopy(GOOD)
        change(lock)
        assert not validator.is_valid(lock)


@pytest.mark.parametrize("path", sorted((PROJECT_ROOT / "manifests" / "locks").glob("*.json")), ids=lambda path: path.stem)
def test_the_committed_locks_are_readable(path: Path) -> None:
    lock = load_lock(path)
    assert path.name == f"{lock.profile}.{lock.platform}.json"
    for minor in lock.python_versions:
        assert "uv" in {package.name for package in lock.packages_for(minor)}
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is a package of the environment; the bare Windows run lacks it")
    jsonschema.validate(lock.raw, json.loads((PROJECT_ROOT / "contract" / "schemas" / "lock.json").read_text(encoding="utf-8")))


def test_this_platform() -> None:
    assert current_platform() in {"linux-64", "win-64"}
