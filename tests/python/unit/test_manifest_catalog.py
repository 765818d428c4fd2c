"""The project's manifests, and what happens when one of them is wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from glm_deploy.demo.poems import POEMS, question
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.manifest import Catalog
from glm_deploy.manifest.check import schema_kinds


@pytest.fixture
def project(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("locks", "*.bin")
    shutil.copytree(PROJECT_ROOT / "manifests", tmp_path / "manifests", ignore=ignore, copy_function=shutil.copyfile)
    return tmp_path


def edit(project: Path, name: str, old: str, new: str) -> int:
    """Replace a text that stands in the manifest; returns its line."""
    path = project / "manifests" / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    return text[: text.index(old)].count("\n") + 1


def refusal(project: Path, name: str = "demo") -> GlmError:
    with pytest.raises(GlmError) as caught:
        Catalog(project).profile(name)
    return caught.value


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("models/demo.yaml", '"demo-1"', '"demo-1\\n"'), ("stacks/modern.yaml", '"5.23.0"', '"5.23.0\\n"'),
     ("models/demo.yaml", 'sha256: "3e681ad3961af9ec', 'sha256: "\\n3e681ad3961af9ec')],
)  # fmt: skip
def test_a_line_feed_behind_a_pin_is_seen(project: Path, name: str, old: str, new: str) -> None:
    edit(project, name, old, new)
    catalog = Catalog(project)
    with pytest.raises(GlmError) as caught:
        (catalog.model if name.startswith("models") else catalog.stack)(Path(name).stem)
    assert caught.value.id in {"manifest-pin", "manifest-value"}


def test_all_manifests_of_the_project_are_sound() -> None:
    catalog = Catalog(PROJECT_ROOT)
    assert catalog.names("profile") == ["cpu", "demo", "rtx3090", "rtx4090"]
    assert catalog.names("stack") == ["legacy-cu117", "modern"]
    assert catalog.names("model") == ["chatglm-6b", "chatglm2-6b", "chatglm3-6b", "demo"]
    for kind in ("profile", "stack", "model"):
        for name in catalog.names(kind):
            assert getattr(catalog, kind)(name).name == name
    for name in ("conda-win-64", "conda-legacy-win-64"):
        assert catalog.conda(name).data["packages"]
    assert schema_kinds() == ["compatibility", "conda", "model", "profile", "stack", "torch-windows"]


def test_every_manifest_reads_the_same_with_a_common_reader() -> None:
    catalog = Catalog(PROJECT_ROOT)
    for path in (PROJECT_ROOT / "manifests" / "profiles").glob("*.yaml"):
        assert catalog.profile(path.stem).data == yaml.safe_load(path.read_text(encoding="utf-8"))


def test_known_facts() -> None:
    catalog = Catalog(PROJECT_ROOT)
    compatibility = catalog.compatibility()
    floor = compatibility.floor("13.0")
    assert floor is not None
    assert (floor.windows, floor.linux, floor.confidence) == ("580", "580.65.06", "C")
    assert compatibility.floor("12.6").windows == "528.33"  # type: ignore[union-attr]
    assert compatibility.floor("99.0") is None
    assert compatibility.gpu("NVIDIA GeForce RTX 3090")["cc"] == "8.6"  # type: ignore[index]
    assert compatibility.gpu("Voodoo 2") is None
    assert "12.0" in compatibility.capabilities("cu130")
    assert "12.0" not in compatibility.capabilities("cu126")
    assert compatibility.capabilities("cu999") == []
    generation = catalog.profile("demo").data["generation"]
    assert generation == {"max_length": 2048, "top_p": 0.92, "temperature": 0.85, "num_beams": 1, "do_sample": True}


def test_the_table_in_powershell_says_the_same() -> None:
    """The host half carries a short copy, for it reads no YAML; it must not drift."""
    text = (PROJECT_ROOT / "modules" / "GlmDeploy" / "Private" / "Get-GlmCompatibility.ps1").read_text(encoding="utf-8")
    compatibility = Catalog(PROJECT_ROOT).compatibility()
    variants = re.findall(r"\b(cu\d{3}) = @\(([^)]*)\)", text)
    assert len(variants) >= 9
    for variant, listed in variants:
        assert re.findall(r"'([\d.]+)'", listed) == compatibility.capabilities(variant), variant
    floors = re.findall(r"cuda_major = (\d+); windows = '([\d.]+)'", text.split("driver_extra_floor")[0])
    assert floors == [(str(row["cuda_major"]), row["windows"]) for row in compatibility.tables["driver_floor"]]


@pytest.mark.parametrize(
    ("name", "old", "new", "error_id", "words"),
    [
        ("profiles/demo.yaml", "generation:", "generatoin:", "manifest-unknown-key", "generation"),
        ("profiles/demo.yaml", "top_p: 0.92", "top_pp: 0.92", "manifest-unknown-key", "top_p"),
        ("profiles/demo.yaml", "repeats: 12", 'repeats: "12"', "manifest-value", "whole number"),
        ("profiles/demo.yaml", "repeats: 12", "repeats: true", "manifest-value", "whole number"),
        ("profiles/demo.yaml", "repeats: 12", "repeats: 12.0", "manifest-value", "whole number"),
        ("profiles/demo.yaml", "repeats: 12", "repeats: 12.5", "manifest-value", "whole number"),
        ("profiles/demo.yaml", "do_sample: true", "do_sample: 1", "manifest-value", "true or false"),
        ("profiles/demo.yaml", "top_p: 0.92", "top_p: 1.92", "manifest-value", "limit is 1"),
        ("profiles/demo.yaml", "gpu: null", "gpu: {vram_gib: 14}", "manifest-value", "capability_min"),
        ("profiles/demo.yaml", "stack: modern", "stack: moderne", "manifest-reference", "modern"),
        ("profiles/demo.yaml", "model: demo", "model: dome", "manifest-reference", "demo"),
        ("profiles/demo.yaml", "win-64: {variant: cpu}", "win-64: {variant: cpuu}", "manifest-reference", "cpu"),
        ("profiles/demo.yaml", "win-64: {variant: cpu}", "win-64: {variant: cu130}", "manifest-reference", "needs a GPU"),
        ("profiles/demo.yaml", "name: demo", "name: other", "manifest-value", "same name"),
        ("profiles/demo.yaml", "name: nf4", "name: int8", "manifest-value", "Keep one"),
        ("profiles/demo.yaml", "method: convert", "method: covnert", "manifest-value", "convert"),
        ("stacks/modern.yaml", 'transformers: "5.23.0"', 'transformers: ">=5.23"', "manifest-pin", "exact version"),
        ("stacks/modern.yaml", 'transformers: "5.23.0"', 'transformers: "5.*"', "manifest-pin", "exact version"),
        ("stacks/modern.yaml", 'transformers: "5.23.0"', 'transformers: "latest"', "manifest-pin", "exact version"),
        ("stacks/modern.yaml", 'transformers: "5.23.0"', "transformers: 5.23", "manifest-value", "text"),
        ("stacks/modern.yaml", 'transformers: "5.23.0"', "transformers: {}", "manifest-value", "limit is 1"),
        ("stacks/modern.yaml", 'version: "2.13.0"', 'version: "~=2.13"', "manifest-pin", "exact version"),
        ("stacks/modern.yaml", "pyyaml:", "PyYAML:", "manifest-value", "lower case"),
        ("stacks/modern.yaml", "index: pytorch-cu130", 'index: "pytorch-cu130', "manifest-syntax", "quotes"),
        ("stacks/modern.yaml", "index: pytorch-cu130", "index: pytorch-cu131", "manifest-reference", "pytorch-cu130"),
        ("stacks/modern.yaml", 'cuda: "13.0"', 'cuda: "14.0"', "manifest-reference", "driver_floor"),
        ("stacks/modern.yaml", "6746dbcb", "6746DBCB", "manifest-pin", "lower case"),
        ("stacks/modern.yaml", "6746dbcb", "", "manifest-pin", "64"),
        ("stacks/modern.yaml", "https://download", "http://download", "manifest-value", "https"),
        ("stacks/modern.yaml", "https://download", "https://user:secret@download", "manifest-value", "user name"),
        ("stacks/modern.yaml", "torch-2.13.0+cpu-cp312", "../torch-2.13.0+cpu-cp312", "manifest-path", "below the folder"),
        ("stacks/modern.yaml", "torch-2.13.0+cpu-cp312", "torch-2.14.0+cpu-cp312", "manifest-value", "begins with"),
        ("models/demo.yaml", 'path: "manifests/models/demo"', 'path: "../../etc"', "manifest-path", "below the folder"),
        ("models/demo.yaml", 'path: "manifests/models/demo"', 'path: "C:/Windows"', "manifest-path", "below the folder"),
        ("models/demo.yaml", 'path: "manifests/models/demo"', 'path: "/etc"', "manifest-path", "below the folder"),
        ("models/demo.yaml", "kind: folder", "kind: hub", "manifest-value", "urls"),
        ("models/demo.yaml", 'revision: "demo-1"', "revision: main", "manifest-pin", "commit"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(project: Path, name: str, old: str, new: str, error_id: str, words: str) -> None:
    line = edit(project, name, old, new)
    error = refusal(project)
    assert error.id == error_id, error.message
    assert Path(name).name in error.message
    assert words in f"{error.message} {error.hint}"
    if error_id not in {"manifest-syntax"} and "name: nf4" not in old:
        assert abs(error.context["line"] - line) <= 1, error.message


@pytest.mark.parametrize(
    ("old", "new", "error_id"),
    [
        ('name: "config.json"', 'name: "../config.json"', "manifest-path"),
        ('name: "config.json"', 'name: "NUL"', "manifest-path"),
        ('name: "config.json"', 'name: "a\\\\b"', "manifest-path"),
        ('name: "config.json"', 'name: "TOKENIZER.model"', "manifest-value"),
        ("size: 1317", "size: -1", "manifest-value"),
        ("size: 1317", "size: 1e3", "manifest-ambiguous"),
        ("415b51f6", "415b51f", "manifest-pin"),
        ('revision: "456aa875', 'revision: "456aa8', "manifest-pin"),
        ("/resolve/{revision}/{file}", "/resolve/main/{file}", "manifest-value"),
        ("repo: THUDM/chatglm3-6b", "repo: ../x/y", "manifest-value"),
        ("files:", "files: []\nfile:", "manifest-unknown-key"),
    ],
)
def test_a_hostile_model_is_refused(project: Path, old: str, new: str, error_id: str) -> None:
    edit(project, "models/chatglm3-6b.yaml", old, new)
    with pytest.raises(GlmError) as caught:
        Catalog(project).model("chatglm3-6b")
    assert caught.value.id == error_id, caught.value.message


def test_conda_packages_must_follow_what_they_need(project: Path) -> None:
    path = project / "manifests" / "stacks" / "conda-win-64.yaml"
    head, *packages = path.read_text(encoding="utf-8").split("  - name: ")
    path.write_text(head + "".join(f"  - name: {row}" for row in reversed(packages)), encoding="utf-8")
    with pytest.raises(GlmError, match="comes later") as caught:
        Catalog(project).conda("conda-win-64")
    assert caught.value.id == "manifest-reference"
    path.write_text(head + "".join(f"  - name: {row}" for row in packages[1:]), encoding="utf-8")
    with pytest.raises(GlmError, match="not listed"):
        Catalog(project).conda("conda-win-64")


def test_a_source_that_is_not_declared_is_refused(project: Path) -> None:
    edit(project, "compatibility.yaml", 'src: "NVMINOR"', 'src: "NVMINR"')
    error = refusal(project, "rtx3090")
    assert error.id == "manifest-reference"
    assert "NVMINOR" in error.hint


def test_unknown_profiles_and_paths_for_names(project: Path) -> None:
    assert "demo" in refusal(project, "dmeo").hint
    assert refusal(project, "../profiles/demo").id == "path-unsafe"


def test_the_demo_profile_asks_for_poems_that_the_demo_model_was_taught() -> None:
    taught = {question(poem): poem.text for poem in POEMS}
    for prompt in Catalog(PROJECT_ROOT).profile("demo").data["smoke"]["prompts"]:
        assert taught[prompt["user"]] == prompt["expect"]
