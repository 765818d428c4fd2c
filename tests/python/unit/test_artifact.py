"""The record decides alone: the same inputs and whole files mean skip, anything else means redo, with a reason in words."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import validate

from glm_deploy import artifact, files
from glm_deploy.errors import CONTRACT_DIR

INPUTS = {"stage": "convert", "source": "abc"}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"0123456789")
    (folder / "sub" / "b.json").write_text("{}")
    artifact.write(folder, "bf16", INPUTS, {"tensors": 2})
    return folder


def fault(folder: Path, inputs: dict[str, str] = INPUTS) -> str:
    return artifact.find_fault(folder, artifact.key_of(inputs))[1]


def test_a_whole_folder_is_accepted_and_follows_the_schema(made: Path) -> None:
    record, reason = artifact.find_fault(made, artifact.key_of(INPUTS))
    assert record is not None
    assert reason == ""
    assert [entry.name for entry in record.outputs] == ["a.bin", "sub/b.json"]
    schema = json.loads((CONTRACT_DIR / "schemas" / "artifact.json").read_text(encoding="utf-8"))
    validate(json.loads((made / artifact.RECORD_NAME).read_text(encoding="utf-8")), schema)


def flip(folder: Path) -> None:
    path = folder / "a.bin"
    before = path.stat()
    path.write_bytes(b"0123456780")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "one bit, time stamp restored": (flip, "changed since it was recorded"),
    "cut off": (lambda folder: (folder / "a.bin").write_bytes(b"012"), "has 3 bytes, recorded are 10"),
    "removed": (lambda folder: (folder / "sub" / "b.json").unlink(), "is missing"),
    "a stranger": (lambda folder: (folder / "new.txt").write_text("x"), "does not belong to it"),
    "no record": (lambda folder: (folder / artifact.RECORD_NAME).unlink(), "record is missing or damaged"),
    "record cut off": (lambda folder: (folder / artifact.RECORD_NAME).write_text('{"schema": 1, "kin'), "record is missing or damaged"),
    "record of another shape": (lambda folder: (folder / artifact.RECORD_NAME).write_text("[]"), "record is missing or damaged"),
    **{
        f"record edited: {key}": (
            lambda folder, key=key: files.write_json(  # type: ignore[misc]
                folder / artifact.RECORD_NAME, json.loads((folder / artifact.RECORD_NAME).read_text()) | {key: {"stage": "other"}}
            ),
            "record is missing or damaged",
        )
        for key in ("inputs", "facts")
    },
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_noticed_and_named(name: str, made: Path) -> None:
    damage, expected = DAMAGES[name]
    damage(made)
    assert expected in fault(made)


def test_other_inputs_are_noticed(made: Path) -> None:
    assert fault(made, INPUTS | {"source": "xyz"}) == "made from other inputs"


def test_nothing_there_is_said_as_such(tmp_path: Path) -> None:
    assert fault(tmp_path / "nothing") == "was not there"


def test_large_artefacts_trust_an_unchanged_stamp_but_not_a_new_one(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "HASH_EVERYTHING_BELOW", 0)
    hashed: list[str] = []
    real = files.sha256_file
    monkeypatch.setattr(files, "sha256_file", lambda path, progress=None: hashed.append(path.name) or real(path, progress))
    assert fault(made) == ""
    assert hashed == []
    os.utime(made / "a.bin", ns=(1, 1))
    assert fault(made) == ""
    assert hashed == ["a.bin"]


def test_the_digest_depends_on_the_content_alone(made: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin"
    (twin / "sub").mkdir(parents=True)
    (twin / "a.bin").write_bytes(b"0123456789")
    (twin / "sub" / "b.json").write_text("{}")
    first = artifact.read(made)
    assert first is not None
    assert artifact.write(twin, "bf16", {"stage": "other"}, {}).digest == first.digest
