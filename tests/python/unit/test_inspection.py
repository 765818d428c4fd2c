"""What ``inspect`` and the end of ``convert`` tell a person: for every family, and for what people bring by mistake."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from support import chatglm_checkpoint as small
from support import conversion, tiny_10b, tiny_130b, tiny_prefix, tiny_v1

from glm_deploy import events
from glm_deploy.convert import commands, convert_checkpoint, inspection
from glm_deploy.errors import PROJECT_ROOT, GlmError

PREFIX = {**tiny_prefix.V1, "pre_seq_len": tiny_prefix.LENGTH, "prefix_projection": False}


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "200")
    with events.sink(lambda event: None):
        yield


def prefix(folder: Path) -> Path:
    return conversion.write_source(folder, PREFIX, tiny_prefix.encoder(256, projection=False))


def chatglm3(folder: Path) -> Path:
    return small.write(folder, small.SMALL, small.random_state(small.SMALL))


@pytest.mark.parametrize(
    ("make", "family", "words"),
    [
        (tiny_v1.write, "chatglm_v1", "ChatGLM-6B"),
        (tiny_10b.write, "glm_10b", "GLM-10B"),
        (lambda folder: tiny_10b.write_raw(folder, tiny_10b.source_state()), "glm_10b", "training file"),
        (lambda folder: tiny_130b.write_ranks(folder, 2, 4), "glm_130b", "GLM-130B"),
        (prefix, "ptuning", "P-Tuning v2"),
    ],
)
def test_every_family_is_named_in_words(make: Callable[[Path], Path], family: str, words: str, tmp_path: Path, capsys) -> None:
    source = make(tmp_path / "source")
    found = inspection.inspect_checkpoint(source)
    assert (found.family, found.problems) == (family, ())
    assert words in found.described
    commands.inspect(source)
    assert words in capsys.readouterr().err


def test_a_prefix_has_no_memory_of_its_own(tmp_path: Path) -> None:
    found = inspection.inspect_checkpoint(prefix(tmp_path / "source"))
    assert found.memory == {}
    assert "goes before one" in found.notes[-1]


def test_the_cache_is_no_longer_than_the_model_can_read(tmp_path: Path) -> None:
    need = inspection.inspect_checkpoint(tiny_10b.write(tmp_path / "source")).memory["bfloat16"]
    assert need["context_tokens"] == tiny_10b.CONFIG["max_sequence_length"] == 256
    assert need["cache_bytes"] == 2 * 2 * 2 * 64 * 256 * 2


def lora(folder: Path) -> Path:
    name = "base_model.model.transformer.encoder.layers.0.self_attention.query_key_value.lora_A.weight"
    return conversion.write_source(folder, {}, {name: torch.ones(8, 64)})


def prefix_and_model(folder: Path) -> Path:
    config = {**tiny_v1.CONFIG, "pre_seq_len": tiny_prefix.LENGTH, "prefix_projection": False}
    return conversion.write_source(folder, config, tiny_v1.source_state() | tiny_prefix.encoder(256, projection=False))


def prefix_and_chatglm2(folder: Path) -> Path:
    return small.write(folder, small.SMALL, small.random_state(small.SMALL) | tiny_prefix.encoder(128, projection=False))


def several_ranks(folder: Path) -> Path:
    inner = tiny_10b.write_raw(folder, tiny_10b.source_state()) / "blocklm"
    shutil.copy(inner / "mp_rank_00_model_states.pt", inner / "mp_rank_01_model_states.pt")
    return folder


def without_config(folder: Path) -> Path:
    (tiny_10b.write(folder) / "config.json").unlink()
    (folder / "pytorch_model.bin").unlink()
    torch.save(small.random_state(small.SMALL), folder / "pytorch_model.bin")
    return folder


def ranks_that_differ(folder: Path) -> Path:
    path = tiny_130b.write_ranks(folder, 2) / "49300" / "mp_rank_01_model_states.pt"
    content = torch.load(path, weights_only=True)
    content["module"]["transformer.final_layernorm.bias"][0] += 1
    torch.save(content, path)
    return folder


def prefix_left_out(folder: Path) -> Path:
    return conversion.write_source(folder, {**tiny_v1.CONFIG, "pre_seq_len": 7}, tiny_v1.source_state())


def without_output(folder: Path) -> Path:
    state = tiny_v1.source_state()
    return conversion.write_source(folder, tiny_v1.CONFIG, {name: state[name] for name in state if name != tiny_v1.HEAD})


def converted(folder: Path) -> Path:
    convert_checkpoint(tiny_10b.write(folder.parent / "original"), folder)
    return folder


def newer(folder: Path) -> Path:
    return conversion.write_source(folder, {"model_type": "glm4_moe"}, {"model.embed_tokens.weight": torch.ones(4, 4)})


def gguf(folder: Path) -> Path:
    folder.mkdir()
    (folder / "chatglm3-6b-q4_0.gguf").write_bytes(b"GGUF" + bytes(60))
    return folder


@pytest.mark.parametrize(
    ("make", "error", "way_out"),
    [
        (lora, "architecture-unknown", "merge it into its model"),
        (prefix_and_model, "checkpoint-tensor-unknown", "folder of their own"),
        (prefix_and_chatglm2, "architecture-unknown", "folder of their own"),
        (several_ranks, "architecture-unknown", "change_mp.py"),
        (without_config, "architecture-unknown", "no config.json"),
        (converted, "architecture-unknown", "conversion already"),
        (newer, "architecture-unknown", "as it is"),
        (gguf, "checkpoint-missing", "llama.cpp"),
    ],
)
def test_what_people_bring_by_mistake_is_answered_with_the_way_out(
    make: Callable[[Path], Path], error: str, way_out: str, tmp_path: Path, capsys
) -> None:
    source = make(tmp_path / "source")
    (problem,) = inspection.inspect_checkpoint(source).problems
    assert problem["id"] == error
    assert way_out in problem["hint"]
    with pytest.raises(GlmError) as caught:
        commands.inspect(source)
    assert (caught.value.id, way_out in caught.value.hint) == (error, True)
    assert caught.value.message not in capsys.readouterr().err.replace("\n", " "), "the table leaves it to the error below"


@pytest.mark.parametrize(
    ("make", "error", "seen"),
    [
        (ranks_that_differ, "convert-tied-differs", "should be the same but differ"),
        (prefix_left_out, "checkpoint-config-invalid", "pre_seq_len = 7, but the files hold no prefix"),
        (without_output, "checkpoint-tensor-missing", "lm_head.weight is missing"),
    ],
)
def test_what_a_conversion_refuses_is_a_problem_here(make: Callable[[Path], Path], error: str, seen: str, tmp_path: Path) -> None:
    source = make(tmp_path / "source")
    with pytest.raises(GlmError, match=seen) as caught:
        convert_checkpoint(source, tmp_path / "out")
    (problem,) = inspection.inspect_checkpoint(source).problems
    assert (problem["id"], problem["message"]) == (error, caught.value.message)
    assert caught.value.id == error


@pytest.mark.parametrize(("vocabulary", "fits"), [(256, False), (4096, True)])
def test_a_tokenizer_that_is_too_large_is_said(vocabulary: int, fits: bool, tmp_path: Path) -> None:
    config = {**small.SMALL, "padded_vocab_size": vocabulary}
    source = small.write(tmp_path / "source", config, small.random_state(config))
    shutil.copy(PROJECT_ROOT / "manifests" / "models" / "demo" / "tokenizer.model", source)
    found = inspection.inspect_checkpoint(source)
    record = convert_checkpoint(source, tmp_path / "out")
    said = record.facts["tokenizer"].get("notes", [])
    assert found.problems == ()
    assert [note for note in found.notes if "ids" in note] == said
    assert (len(said), len(record.facts["stop_ids"])) == ((0, 3) if fits else (1, 1))
    assert fits or ("the model takes 256" in said[0] and "[gMASK]" in said[0])
    once = tmp_path / "out"
    (once / "artifact.json").unlink()
    assert convert_checkpoint(once, tmp_path / "twice").facts["tokenizer"].get("notes", []) == said
    assert [note for note in inspection.inspect_checkpoint(once).notes if "ids" in note] == said


def test_an_unknown_architecture_hears_what_is_supported(tmp_path: Path) -> None:
    source = conversion.write_source(tmp_path / "source", {"model_type": "llama"}, {"model.norm.weight": torch.ones(4)})
    with pytest.raises(GlmError, match="belongs to no known family: architectures None, model_type 'llama', 1 tensors") as caught:
        convert_checkpoint(source, tmp_path / "out")
    for name in ("ChatGLM2-6B", "ChatGLM-6B", "GLM-10B", "GLM-130B", "GLM-4-0414", "P-Tuning"):
        assert name in caught.value.hint
        assert any(name in text for text in caught.value.context["supported"])


@pytest.mark.parametrize(
    ("make", "loading"),
    [(tiny_v1.write, "glm_deploy.models.register(), then"), (prefix, "prefix_cache"), (chatglm3, " AutoModel")],
    ids=["own class", "prefix", "class of transformers"],
)
def test_the_summary_says_what_was_proved_and_how_to_load(make: Callable[[Path], Path], loading: str, tmp_path: Path, capsys) -> None:
    source = make(tmp_path / "source")
    commands.convert(source, tmp_path / "out", verify="forward")
    said = " ".join(capsys.readouterr().err.split())
    assert loading in said
    assert "formulas of the source and converted model differ by" in said
    assert re.search(r"weights computed in float32, at most [1-9]\.\de-05 allowed", said)
    assert "equal the source bit for bit" in said
    commands.convert(source, tmp_path / "out", verify="forward", as_json=True)
    forward = json.loads(capsys.readouterr().out)["facts"]["verified"]["forward"]
    assert forward["largest_logit"] > forward["max_difference"]
