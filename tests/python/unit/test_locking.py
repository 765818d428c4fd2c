"""Resolving with the real uv from a folder of tiny wheels, choosing wheels, pinning model files, and checking locks."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from glm_deploy import files
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.locking import pin_model_files, rewrite_files
from glm_deploy.locking.build import make_lock, write
from glm_deploy.locking.commands import check_lock, lock_profiles
from glm_deploy.locking.resolve import Question, Sources, Wheel, find_uv, resolve
from glm_deploy.locking.sources import configured_sources
from glm_deploy.locking.targets import Target
from glm_deploy.manifest import Catalog

BEFORE = "2026-11-22T00:00:00Z"
UV = "0.13.9"


def wheel(folder: Path, name: str, version: str, tag: str = "py3-none-any", requires: tuple[str, ...] = ()) -> Path:
    """A real, tiny wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + "".join(f"Requires-Dist: {one}\n" for one in requires)
    parts = {f"{name}.py": "", f"{info}/METADATA": metadata, f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"}
    rows = []
    path = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{part},sha256={digest},{len(text)}")
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,"]) + "\n")
    return path


def resolve_from(
    folder: Path, requirements: list[str], target: Target, absent: tuple[str, ...] = (), kept: dict[str, str] | None = None
) -> list[Wheel]:
    """``folder`` is all there is: the index beside it is an empty folder."""
    empty = folder / "index"
    empty.mkdir(exist_ok=True)
    sources = Sources({"UV_FIND_LINKS": str(folder), "UV_DEFAULT_INDEX": empty.as_uri()})
    return resolve(Question(requirements, absent, BEFORE, kept or {}), target, find_uv(UV), sources)


def test_the_best_wheel_of_each_platform_is_chosen(tmp_path: Path) -> None:
    for tag in ("py3-none-any", "cp312-cp312-win_amd64", "cp310-abi3-manylinux_2_17_x86_64", "cp312-cp312-manylinux_2_28_x86_64",
                "cp312-cp312-manylinux_2_34_x86_64", "cp312-cp312-win32", "cp311-cp311-macosx_11_0_arm64"):  # fmt: skip
        wheel(tmp_path, "thing", "1.0", tag)
    chosen = {
        (platform, minor): resolve_from(tmp_path, ["thing===1.0"], Target(platform, minor))[0].file
        for platform, minor in (("win-64", "3.12"), ("linux-64", "3.12"), ("linux-64", "3.11"), ("win-64", "3.13"))
    }
    assert chosen == {
        ("win-64", "3.12"): "thing-1.0-cp312-cp312-win_amd64.whl",
        ("linux-64", "3.12"): "thing-1.0-cp312-cp312-manylinux_2_28_x86_64.whl",
        ("linux-64", "3.11"): "thing-1.0-cp310-abi3-manylinux_2_17_x86_64.whl",
        ("win-64", "3.13"): "thing-1.0-py3-none-any.whl",
    }


def test_the_closure_is_complete_and_markers_are_settled(tmp_path: Path) -> None:
    requires = ("low>=1", "onlywin; sys_platform == 'win32'", "old; python_version < '3.12'")
    top = wheel(tmp_path, "top", "2.0", requires=requires)
    wheel(tmp_path, "low", "1.0")
    wheel(tmp_path, "low", "1.5")
    wheel(tmp_path, "onlywin", "1.0", requires=("torch",))
    wheel(tmp_path, "old", "1.0")
    windows = resolve_from(tmp_path, ["top===2.0"], Target("win-64", "3.12"), absent=("torch",))
    linux = resolve_from(tmp_path, ["top===2.0"], Target("linux-64", "3.11"))
    assert [(one.name, one.version) for one in windows] == [("low", "1.5"), ("onlywin", "1.0"), ("top", "2.0")]
    assert [one.name for one in linux] == ["low", "old", "top"]
    assert windows[2] == Wheel("top", "2.0", top.name, top.stat().st_size, files.sha256_file(top), "pypi")


def test_what_a_lock_pins_stays_while_it_fits(tmp_path: Path) -> None:
    """Newer files may come to an index days after the time they state; a lock must not change by that."""
    wheel(tmp_path, "top", "2.0", requires=("low>=1",))
    for version in ("1.0", "1.5"):
        wheel(tmp_path, "low", version)
    target = Target("win-64", "3.12")
    kept = [{"low": "1.0"}, {"low": "0.9"}, {"other": "1"}, {}]
    seen = [resolve_from(tmp_path, ["top===2.0"], target, kept=one)[0].version for one in kept]
    assert seen == ["1.0", "1.5", "1.5", "1.5"]


def test_a_local_version_does_not_pass_for_the_pinned_one(tmp_path: Path) -> None:
    wheel(tmp_path, "torch", "2.13.0")
    wheel(tmp_path, "torch", "2.13.0+cpu")
    assert resolve_from(tmp_path, ["torch===2.13.0"], Target("linux-64", "3.11"))[0].version == "2.13.0"


def test_what_cannot_be_resolved_is_named(tmp_path: Path) -> None:
    wheel(tmp_path, "top", "2.0", requires=("low<1",))
    wheel(tmp_path, "low", "1.0")
    with pytest.raises(GlmError, match="low") as caught:
        resolve_from(tmp_path, ["top===2.0"], Target("win-64", "3.12"))
    assert caught.value.id == "locking-resolve"
    wheel(tmp_path, "mac", "1.0", "cp312-cp312-macosx_11_0_arm64")
    with pytest.raises(GlmError) as caught:
        resolve_from(tmp_path, ["mac===1.0"], Target("win-64", "3.12"))
    assert caught.value.id == "locking-resolve"


def test_an_index_that_does_not_answer_is_a_network_error() -> None:
    sources = Sources({"UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple", "UV_HTTP_RETRIES": "0", "UV_FIND_LINKS": ""})
    with pytest.raises(GlmError) as caught:
        resolve(Question(["thing===1.0"], (), BEFORE), Target("win-64", "3.12"), find_uv(UV), sources)
    assert caught.value.id == "locking-index"


def test_an_index_without_upload_times_cannot_be_locked_against(tmp_path: Path) -> None:
    made = wheel(tmp_path / "index" / "thing", "thing", "1.0")
    link = f'<a href="{made.name}#sha256={files.sha256_file(made)}">{made.name}</a>'
    (made.parent / "index.html").write_text(f"<html><body>{link}</body></html>")
    sources = Sources({"UV_DEFAULT_INDEX": (tmp_path / "index").as_uri(), "UV_FIND_LINKS": ""})
    with pytest.raises(GlmError, match="upload times") as caught:
        resolve(Question(["thing===1.0"], (), BEFORE), Target("win-64", "3.12"), find_uv(UV), sources)
    assert caught.value.id == "locking-index"


def test_another_uv_is_refused() -> None:
    with pytest.raises(GlmError, match=r"stack pins 0\.0\.1") as caught:
        find_uv("0.0.1")
    assert caught.value.id == "locking-uv"


def test_uv_is_told_what_pip_is_configured_for(tmp_path: Path) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://user:secret@mirror.example/simple\ncert = /etc/company.pem\nproxy = http://proxy:3128\n")
    sources = configured_sources({"PIP_CONFIG_FILE": str(config), "PIP_FIND_LINKS": "/a /b", "HOME": str(tmp_path)})
    assert sources.variables["UV_DEFAULT_INDEX"] == "https://user:secret@mirror.example/simple"
    assert sources.variables["UV_FIND_LINKS"] == "/a,/b"
    assert sources.variables["SSL_CERT_FILE"] == "/etc/company.pem"
    assert sources.variables["HTTPS_PROXY"] == "http://proxy:3128"
    assert "secret" not in repr(sources)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the manifests with a local model of two files."""
    without = shutil.ignore_patterns("locks", "demo")
    shutil.copytree(PROJECT_ROOT / "manifests", tmp_path / "manifests", ignore=without, copy_function=shutil.copyfile)
    folder = tmp_path / "manifests" / "models" / "demo"
    folder.mkdir()
    (folder / "config.json").write_text("{}\n", newline="\n")
    (folder / "tokenizer.model").write_bytes(b"\0\1\2")
    (folder / ".hidden").write_text("x")
    rewrite_files(tmp_path / "manifests" / "models" / "demo.yaml", pin_model_files(folder))
    return tmp_path


def test_pinned_model_files_are_written_and_read_back(project: Path) -> None:
    manifest = project / "manifests" / "models" / "demo.yaml"
    original = (PROJECT_ROOT / "manifests" / "models" / "demo.yaml").read_text(encoding="utf-8")
    listed = Catalog(project).model("demo").data["files"]
    assert [item["name"] for item in listed] == ["config.json", "tokenizer.model"]
    assert listed[0] == {"name": "config.json", "size": 3, "sha256": files.sha256_bytes(b"{}\n")}
    head = original.split("files:")[0]
    assert manifest.read_text(encoding="utf-8").startswith(head)
    before = manifest.read_bytes()
    rewrite_files(manifest, listed)
    assert manifest.read_bytes() == before


def test_files_must_be_the_last_key(project: Path) -> None:
    manifest = project / "manifests" / "models" / "demo.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "title: more\n", encoding="utf-8")
    with pytest.raises(GlmError):
        rewrite_files(manifest, [])


@pytest.mark.parametrize(("change", "word"), [("edit", "differs"), ("remove", "is missing"), ("add", "is not listed")])
def test_a_local_model_that_differs_is_not_locked(project: Path, change: str, word: str) -> None:
    folder = project / "manifests" / "models" / "demo"
    if change == "edit":
        (folder / "config.json").write_text("[]\n")
    elif change == "remove":
        (folder / "config.json").unlink()
    else:
        (folder / "extra.bin").write_bytes(b"x")
    with pytest.raises(GlmError, match=word) as caught:
        make_lock("demo", "linux-64", project)
    assert caught.value.id == "locking-model-folder"
    assert "--pin demo" in caught.value.hint


def test_the_legacy_stack_is_refused_with_its_reason(project: Path) -> None:
    path = project / "manifests" / "profiles" / "demo.yaml"
    text = path.read_text(encoding="utf-8").replace("stack: modern", "stack: legacy-cu117").replace("  linux-64: {variant: cpu}\n", "")
    text = text.replace("win-64: {variant: cpu}", "win-64: {variant: cu117}")
    path.write_text(text.replace("gpu: null", 'gpu: {vram_gib: 14, capability_min: "7.5"}'), encoding="utf-8")
    with pytest.raises(GlmError, match="no hash for torch") as caught:
        make_lock("demo", "win-64", project)
    assert caught.value.id == "locking-refused"


def test_platforms_that_a_profile_lacks(project: Path) -> None:
    with pytest.raises(GlmError, match="not for osx-64") as caught:
        lock_profiles(project, ["demo"], "osx-64")
    assert caught.value.id == "locking-platform"
    with pytest.raises(GlmError) as caught:
        make_lock("demo", "osx-64", project)
    assert caught.value.id == "locking-platform"


def _fake_lock(project: Path) -> Path:
    inputs = [{"path": f"manifests/{name}", "sha256": files.sha256_file(project / "manifests" / name)}
              for name in ("models/demo.yaml", "profiles/demo.yaml", "stacks/modern.yaml")]  # fmt: skip
    return write({"schema": 1, "profile": "demo", "platform": "linux-64", "inputs": inputs}, project)


@pytest.mark.parametrize("change", ["comment", "gone", "broken", "other"])
def test_check_notices_every_change(project: Path, change: str) -> None:
    path = _fake_lock(project)
    check_lock(project, "demo", "linux-64", path)
    if change == "comment":
        with (project / "manifests" / "stacks" / "modern.yaml").open("a", encoding="utf-8") as file:
            file.write("# one more comment\n")
    elif change == "gone":
        path.unlink()
    elif change == "broken":
        path.write_text("[]")
    else:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**raw, "platform": "win-64"}))
    with pytest.raises(GlmError) as caught:
        lock_profiles(project, ["demo"], "linux-64", check=True)
    assert caught.value.id == "locking-stale"
    assert "glm-deploy lock demo --platform linux-64" in caught.value.hint
