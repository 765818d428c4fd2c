"""Which of ChatGLM2, ChatGLM3 and GLM-4 a checkpoint is, and what its ``rope_ratio`` means: the evidence and its weight."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import torch
from support import chatglm_checkpoint as small
from support import reference_chatglm as reference
from transformers import AutoModelForCausalLM

from glm_deploy import events
from glm_deploy.checkpoint import Checkpoint, open_checkpoint
from glm_deploy.convert import chatglm, chatglm_kind, convert_checkpoint, inspection, registry
from glm_deploy.errors import PROJECT_ROOT, GlmError

PIECES = (PROJECT_ROOT / "manifests" / "models" / "demo" / "tokenizer.model").read_bytes()
RANKS = b"".join(b"%s %d\n" % (base64.b64encode(bytes([byte])), byte) for byte in range(256))
TOKENIZATION, MODELING = "tokenization_chatglm.py", "modeling_chatglm.py"
V2_TOKENS = 'special_tokens = ["[MASK]", "[gMASK]", "[sMASK]", "sop", "eop"]\n'
V3_TOKENS = V2_TOKENS.replace("]\n", ', "<|system|>", "<|user|>"]\n')
GLM4_TOKENS = 'import tiktoken\nrole = f"<|{role}|>"\n'
DIVIDES = "seq_idx = torch.arange(seq_len, dtype=dtype, device=device) / self.rope_ratio\n"
MULTIPLIES = "base = base * self.rope_ratio\n"
PUBLISHED = [151329, 151336, 151338]


@pytest.fixture(autouse=True)
def warnings():
    said: list[str] = []
    with events.sink(lambda event: said.append(event["message"]) if event["level"] == "warning" else None):
        yield said


def source(folder: Path, change: dict[str, Any], files: dict[str, str | bytes] | None = None) -> Path:
    config = {**small.SMALL, "_name_or_path": "", **change}
    small.write(folder, config, small.random_state(config), shards=1)
    for name, data in (files or {}).items():
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def opened(*args: Any) -> Checkpoint:
    return open_checkpoint(source(*args))


def named(path: str, **change: Any) -> dict[str, Any]:
    return {"_name_or_path": path, **change}


@pytest.mark.parametrize(
    ("change", "files", "kind"),
    [
        (named("/data/chatglm2-and-3/chatglm3-6b-32k"), {}, "chatglm3"),
        (named("D:\\chatglm3\\chatglm2-6b\\"), {}, "chatglm2"),
        (named("/cache/hub/models--THUDM--chatglm2-6b/snapshots/8fd7fba"), {}, "chatglm2"),
        (named("./chatglm2_to_3"), {TOKENIZATION: V3_TOKENS}, "chatglm3"),
        (named("./my-chatglm3"), {TOKENIZATION: V2_TOKENS}, "chatglm2"),
        (named("THUDM/codegeex2-6b"), {TOKENIZATION: V2_TOKENS}, "codegeex2"),
        (named("THUDM/chatglm2-6b-32k", eos_token_id=[2]), {}, "chatglm2"),
        (named("THUDM/glm-4-9b"), {}, "glm4"),
        (named("THUDM/glm-4-9b"), {"tokenizer.model": RANKS}, "glm4"),
        (named("./ft"), {"tokenizer.model": RANKS}, "glm4"),
        (named("./ft"), {TOKENIZATION: GLM4_TOKENS}, "glm4"),
        (named("./ft", eos_token_id=[2, 64, 65]), {"tokenizer.model": PIECES}, "chatglm3"),
        (named("./ft"), {TOKENIZATION: "# nothing of the kind\n"}, "chatglm3"),
        (named("./ft", transformers_version="4.27.1"), {}, "chatglm2"),
        (named("./ft"), {MODELING: DIVIDES}, "chatglm2"),
    ],
)  # fmt: skip
def test_the_weightier_evidence_decides(change: dict[str, Any], files: dict[str, str | bytes], kind: str, tmp_path: Path) -> None:
    checkpoint = opened(tmp_path / "source", change, files)
    assert chatglm_kind.generation(checkpoint) == kind
    assert registry.recognise(checkpoint).name == kind


@pytest.mark.parametrize(("size", "stops", "kind"), [(65024, [2, 64795, 64797], "chatglm3"), (151552, 2, "glm4")])
def test_the_published_vocabularies(size: int, stops: object, kind: str, tmp_path: Path) -> None:
    change = {"padded_vocab_size": size, "eos_token_id": stops, "hidden_size": 4, "ffn_hidden_size": 4, "num_layers": 1}
    checkpoint = opened(tmp_path / "source", change)
    assert chatglm_kind.generation(checkpoint) == kind
    assert chatglm.target_config(checkpoint)["eos_token_id"] == stops


@pytest.mark.parametrize(
    ("change", "files", "divided"),
    [
        (named("/data/chatglm2-and-3/chatglm3-6b-32k"), {}, False),
        (named("THUDM/chatglm2-6b-32k", eos_token_id=[2]), {}, True),
        (named("THUDM/codegeex2-6b"), {TOKENIZATION: V2_TOKENS}, True),
        (named("THUDM/chatglm2-6b"), {MODELING: MULTIPLIES}, False),
        (named("THUDM/chatglm3-6b"), {MODELING: DIVIDES}, True),
        (named("THUDM/chatglm3-6b"), {MODELING: "# " + DIVIDES + MULTIPLIES}, False),
        (named("./ft"), {"tokenizer.model": RANKS}, False),
    ],
)  # fmt: skip
@torch.no_grad()
def test_rope_ratio_means_what_the_source_computes(
    change: dict[str, Any], files: dict[str, str | bytes], divided: bool, tmp_path: Path
) -> None:
    place = source(tmp_path / "source", {**change, "rope_ratio": 50}, files)
    record = convert_checkpoint(place, tmp_path / "out", dtype="float32", verify="forward")
    assert not any("nothing beside the weights says what" in note for note in record.facts["tokenizer"].get("notes", []))
    config = {**small.SMALL, **change, "rope_ratio": 50}
    asked = torch.randint(0, 256, (1, 40), generator=torch.Generator().manual_seed(1))
    want = reference.logits(config, small.random_state(config), asked, divide=50.0 if divided else 1.0)
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out", dtype=torch.float32)
    assert (model(asked).logits - want).abs().max() <= 1e-5


def test_evidence_at_odds_is_refused_where_it_changes_the_logits(tmp_path: Path, warnings: list[str]) -> None:
    change = named("./chatglm2_to_3")
    place = source(tmp_path / "source", {**change, "rope_ratio": 50}, {TOKENIZATION: V3_TOKENS})
    with pytest.raises(GlmError, match=r"rope_ratio = 50.*chatglm2_to_3' speaks for chatglm2; tokenization_chatglm") as caught:
        convert_checkpoint(place, tmp_path / "out")
    assert caught.value.id == "checkpoint-config-invalid"
    assert MODELING in caught.value.hint
    assert [problem["hint"] for problem in inspection.inspect_checkpoint(place).problems] == [caught.value.hint]
    (place / MODELING).write_text(MULTIPLIES, encoding="utf-8")
    assert convert_checkpoint(place, tmp_path / "out").facts["family"] == "chatglm3"
    harmless = source(tmp_path / "harmless", change, {TOKENIZATION: V3_TOKENS})
    note = convert_checkpoint(harmless, tmp_path / "other").facts["tokenizer"]["notes"][0]
    assert note == "taken for chatglm3, although _name_or_path './chatglm2_to_3' speaks for chatglm2"
    assert note in warnings


def test_a_guess_is_said_in_record_summary_and_inspection(tmp_path: Path, warnings: list[str]) -> None:
    place = source(tmp_path / "source", named("./my-ft", rope_ratio=50))
    notes = convert_checkpoint(place, tmp_path / "out").facts["tokenizer"]["notes"]
    assert "the likelier one" in notes[0]
    assert "rope_ratio = 50 means; it is taken that it multiplies the rotary base" in notes[1]
    assert set(notes) <= set(warnings)
    assert set(notes) <= set(inspection.inspect_checkpoint(place).notes)


def test_a_guess_that_changes_no_logits_warns_nobody(tmp_path: Path, warnings: list[str]) -> None:
    place = source(tmp_path / "source", named("./my-ft"))
    notes = convert_checkpoint(place, tmp_path / "out").facts["tokenizer"]["notes"]
    assert "the likelier one" in notes[0]
    assert not any("likelier" in line for line in warnings)


def test_a_plain_checkpoint_has_no_notes(tmp_path: Path, warnings: list[str]) -> None:
    files = {TOKENIZATION: V3_TOKENS, "tokenizer.model": PIECES}
    checkpoint = opened(tmp_path / "source", named("THUDM/chatglm3-6b", rope_ratio=50), files)
    assert registry.recognise(checkpoint).notes(checkpoint) == ()


@pytest.mark.parametrize(
    ("stops", "files", "want"),
    [
        (PUBLISHED, {"tokenizer.model": RANKS}, ([256, 263, 265], 256)),
        (None, {"tokenizer.model": RANKS}, ([256, 263, 265], 256)),
        (256, {"tokenizer.model": RANKS}, (256, 256)),
        (PUBLISHED, {}, (None, None)),
        ([3, 4], {}, ([3, 4], None)),
    ],
)
def test_a_smaller_glm_4_has_token_ids_of_its_own(stops: object, files: dict[str, Any], want: tuple[Any, ...], tmp_path: Path) -> None:
    change = named("THUDM/glm-4-9b", padded_vocab_size=1000, eos_token_id=stops, pad_token_id=None)
    checkpoint = opened(tmp_path / "source", change, files)
    config = chatglm.target_config(checkpoint)
    assert (config["eos_token_id"], config["pad_token_id"]) == want
    assert any("ends an answer" in note for note in chatglm.notes(checkpoint)) == (want[0] is None)


def test_an_id_outside_the_vocabulary_is_refused_still(tmp_path: Path) -> None:
    with pytest.raises(GlmError, match="eos_token_id = 9999, outside"):
        chatglm.target_config(opened(tmp_path / "source", named("THUDM/glm-4-9b", eos_token_id=9999)))
